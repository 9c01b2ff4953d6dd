"""The interview: thought of once, asked one by one, and what was answered is in the text and on the card."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import select

from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import NeedsPerson
from models.domain.notes import Note
from models.domain.review import Channel, Verdict
from models.store import interviews, remarks, reviews, texts
from models.tables import Account, Article, CostEntry, Review
from tasks.beginning import begin
from tasks.deciding import take_in
from tasks.drafting import write_revision
from tasks.interviewing import show_question, think_of_questions
from tasks.reviewing import show_draft
from tasks.standing import where_it_stands
from tests.builders import ADA, a_person, an_account, an_article, change, reread
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]
BOB = 2002
FARM = "We sold the farm near Porto in 2011 and bought bees from the neighbour instead."
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, interview_questions=3)
    await a_person(desk, account)
    return account


async def at_the_first_question(desk: Services, account: Account, under_lease: Take, **fields: Any) -> Article:
    article = await an_article(desk, account, topic="Keeping bees on a roof", **fields)
    for step in (begin, think_of_questions, show_question):
        await under_lease(step, article.id)
    return await reread(desk, article)


async def the_question(desk: Services, article: Article) -> Review:
    async with desk.database.session() as session:
        [review] = await reviews.open_reviews(session, article.id)
    return review


async def say(desk: Services, article: Article, verdict: Verdict, words: str = "") -> None:
    review = await the_question(desk, article)
    await desk.desk.decide(review.id, verdict, Channel.CONSOLE, desk.clock(), note=words)


async def bot_said(outside: Outside, chat: int = ADA) -> list[dict[str, object]]:
    return [each for each in await outside.messages(chat) if each["from"] == "bot"]


async def test_questions_are_thought_of_once_and_the_first_is_asked_alone(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease)
    for step in (think_of_questions, show_question):
        await under_lease(step, article.id)
    assert article.stage is Stage.INTERVIEWING
    assert not (await where_it_stands(article.id)).needs_questions
    [call] = await outside.calls("model", "chat")
    assert "Questions: 3" in call["body"]
    [card] = await bot_said(outside)
    assert str(card["text"]).startswith("Keeping bees on a roof\nBefore I write, question 1 of 3:\n\nWhat happened")
    assert [button["text"] for row in card["buttons"] for button in row] == ["⏭ Skip", "✍️ Enough, write"]  # type: ignore[attr-defined]
    async with desk.database.session() as session:
        [cost] = (await session.exec(select(CostEntry))).all()
    assert (cost.purpose, cost.article_id) == ("interview", article.id)


async def test_answers_come_one_by_one_any_is_skipped_and_the_last_starts_the_writing(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease)
    for verdict, words in ((Verdict.ANSWER, FARM), (Verdict.SKIP, ""), (Verdict.ANSWER, "Forty thousand of them.")):
        await under_lease(show_question, article.id)
        await say(desk, article, verdict, words)
        for _ in range(2):
            await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFTING
    assert len(await bot_said(outside)) == 3
    async with desk.database.session() as session:
        given = await interviews.answers(session, article.id)
    assert [(each.number, each.text) for each in given] == [(1, FARM), (3, "Forty thousand of them.")]


async def test_enough_ends_it_and_what_was_answered_before_counts(
    desk: Services, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease)
    await say(desk, article, Verdict.ANSWER, FARM)
    await under_lease(take_in, article.id)
    await under_lease(show_question, article.id)
    await say(desk, article, Verdict.ENOUGH)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFTING
    async with desk.database.session() as session:
        assert [each.number for each in await interviews.answers(session, article.id)] == [1]
        assert await reviews.open_reviews(session, article.id) == []


async def test_an_article_that_was_held_during_its_interview_is_asked_the_same_question_again(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease)
    await say(desk, article, Verdict.ANSWER, FARM)
    await under_lease(take_in, article.id)
    await under_lease(show_question, article.id)
    await hold_article(desk, article.id)
    await resume_article(desk, article.id)
    await under_lease(show_question, article.id)
    *_, before, again = [str(card["text"]) for card in await bot_said(outside)]
    assert "question 2 of 3" in before
    assert before.split("question 2")[0] == again.split("question 2")[0]
    assert len(await outside.calls("model", "chat")) == 1


async def test_the_draft_uses_the_answers_and_the_card_shows_where(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease, overrides={"images": 0, "words": 300})
    await say(desk, article, Verdict.ANSWER, FARM)
    await under_lease(take_in, article.id)
    await under_lease(show_question, article.id)
    await say(desk, article, Verdict.ENOUGH)
    await under_lease(take_in, article.id)
    await under_lease(write_revision, article.id, number=1)
    *_, draft = await outside.calls("model", "chat")
    assert FARM in draft["body"]
    for _ in range(2):
        await under_lease(show_draft, article.id)
    card = str((await bot_said(outside))[-1]["text"])
    assert "🎙 Your answer 1 is in “We sold the farm" in card
    async with desk.database.session() as session:
        [(use, block)] = await interviews.uses_in(session, article.id, (await reread(desk, article)).revision_id or 0)
    assert (use.number, use.is_seen) == (1, True)
    assert FARM in block.text


async def test_a_draft_that_leaves_an_answer_out_is_mended_or_the_card_says_so(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease, overrides={"images": 0, "words": 20})
    await say(desk, article, Verdict.ANSWER, FARM)
    await under_lease(take_in, article.id)
    await under_lease(show_question, article.id)
    await say(desk, article, Verdict.ENOUGH)
    await under_lease(take_in, article.id)
    body = "AI helped me to write this text, in which nothing at all is said of what the owner has told anybody."
    deaf = {
        "title": "T",
        "subtitle": "",
        "body": body,
        "answers_used": ["1: a passage that is not there", "7: AI helped me"],
    }
    for shape in ("draft", "repair", "repair"):
        await outside.post("model/script", schema_name=shape, content=json.dumps(deaf))
    await under_lease(write_revision, article.id, number=1)
    calls = await outside.calls("model", "chat")
    assert "The owner's answer 1 (“We sold the farm" in calls[-1]["body"]
    await under_lease(show_draft, article.id)
    card = str((await bot_said(outside))[-1]["text"])
    assert "🎙 Your answer 1, “We sold the farm near Porto in 2011 and bought…”, is not in the text." in card


async def test_an_answer_in_several_messages_is_one_answer(desk: Services, under_lease: Take, account: Account) -> None:
    article = await at_the_first_question(desk, account, under_lease)
    review = await the_question(desk, article)
    async with desk.database.session() as session:
        for number, text in enumerate(["First this.", "Then that.", "First this."]):
            source = f"telegram:1:{number % 2}"
            await remarks.keep(session, review.id, source, Note(text=text), desk.clock())
    await say(desk, article, Verdict.ANSWER, "First this.")
    async with desk.database.session() as session:
        [answer] = await interviews.answers(session, article.id)
    assert answer.text == "First this.\nThen that."


async def test_a_model_that_asks_too_much_is_cut_short_and_one_that_asks_nothing_needs_a_person(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await an_article(desk, account, Stage.INTERVIEWING)
    await outside.post("model/script", schema_name="questions", content=json.dumps({"questions": ["Why?"] * 9}))
    await under_lease(think_of_questions, article.id)
    async with desk.database.session() as session:
        assert len(await interviews.questions(session, article.id)) == 3
    silent = await an_article(desk, account, Stage.INTERVIEWING)
    for _ in range(2):
        await outside.post("model/script", schema_name="questions", content='{"questions": []}')
    with pytest.raises(NeedsPerson):
        await under_lease(think_of_questions, silent.id)


@pytest.mark.parametrize("overrides", [{"interview_questions": 0}, {"interview_questions": 2}])
async def test_one_article_may_be_interviewed_otherwise_than_its_account(
    desk: Services, under_lease: Take, account: Account, overrides: dict[str, int]
) -> None:
    article = await an_article(desk, account, overrides=overrides)
    await under_lease(begin, article.id)
    wanted = Stage.INTERVIEWING if overrides["interview_questions"] else Stage.DRAFTING
    assert (await reread(desk, article)).stage is wanted


async def test_every_chat_is_asked_and_one_that_shut_the_bot_out_stops_nobody(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    await outside.post("writer/text", chat=BOB, text="hello")
    await a_person(desk, account, BOB)
    await outside.post("writer/block", chat=ADA)
    await at_the_first_question(desk, account, under_lease)
    assert len(await bot_said(outside, BOB)) == 1


async def test_a_death_between_the_answer_of_the_model_and_its_questions_pays_nothing_again(
    desk: Services, outside: Outside, under_lease: Take, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await an_article(desk, account, Stage.INTERVIEWING)

    async def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("models.store.interviews.keep_questions", killed)
        with pytest.raises(SystemExit):
            await under_lease(think_of_questions, article.id)
    await under_lease(think_of_questions, article.id)
    assert len(await outside.calls("model", "chat")) == 1


async def test_passages_keep_their_answers_through_a_revision(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await at_the_first_question(desk, account, under_lease, overrides={"images": 0, "words": 300})
    await say(desk, article, Verdict.ANSWER, FARM)
    await under_lease(take_in, article.id)
    await under_lease(show_question, article.id)
    await say(desk, article, Verdict.ENOUGH)
    await under_lease(take_in, article.id)
    await under_lease(write_revision, article.id, number=1)
    await under_lease(show_draft, article.id)
    await say(desk, article, Verdict.CHANGE, "Change the title to “Bees”")
    await under_lease(take_in, article.id)
    await under_lease(write_revision, article.id, number=2)
    async with desk.database.session() as session:
        text = await texts.require_current(session, await reread(desk, article))
        assert (text.revision.number, text.draft.title) == (2, "Bees")
        assert [use.number for use, _ in await interviews.uses_in(session, article.id, text.revision.id)] == [1]
    await change(desk, article, topic="done")
