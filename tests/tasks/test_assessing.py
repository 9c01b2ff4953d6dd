"""The AI reviewer in a review: its rounds, its yielding to a person, and that what it approved alone says so."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import select

from integrations.services import Services
from models.domain.article import Stage
from models.domain.assessment import ReviewerMode
from models.domain.errors import NeedsPerson, TryLater
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import remarks, reviews
from models.tables import CostEntry
from tasks.assessing import assess
from tasks.deciding import take_in
from tasks.drafting import write_revision
from tasks.reviewing import show_draft
from tests.builders import ADA, an_account, at_review, change, decided, reread
from tests.conftest import Outside
from tests.tasks.assessed import AI, BOTH, a_drafted_article, awaited, decisions, opinions_of, said, stories

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


@pytest.fixture(autouse=True)
async def _she_said_hello(_vendors_begin_anew: None, outside: Outside) -> None:
    """A bot may write to nobody who has not written to it."""
    await outside.post("writer/text", chat=ADA, text="hello")


async def test_where_a_person_reviews_nobody_else_is_asked(desk: Services) -> None:
    for kind in (ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL):
        article, _ = await at_review(desk, kind, await an_account(desk, kind))
        assert not await awaited(article)


async def test_a_text_that_is_good_enough_is_approved_alone_and_says_so(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_drafted_article(desk, AI)
    assert await awaited(article)
    for _ in range(2):
        await under_lease(assess, article.id)
    assert not await awaited(article)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.ILLUSTRATING
    assert await decisions(desk) == [(Verdict.APPROVE, Channel.AI)]
    [opinion] = await opinions_of(desk, article)
    assert (opinion.score, opinion.verdict, len(opinion.objections)) == (8, Verdict.APPROVE, 2)
    assert "the AI reviewer approved the text alone: 8/10, 2 findings" in await stories(desk, article)
    assert len(await outside.get("model/calls")) == 1
    async with desk.database.session() as session:
        [cost] = (await session.exec(select(CostEntry))).all()
    assert (cost.purpose, cost.model) == ("review", desk.settings.reviewer_model)


async def test_a_text_that_is_not_is_sent_back_with_notes_that_are_tied_to_its_passages(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("model/habits", review_score=6)
    article = await a_drafted_article(desk, AI)
    await under_lease(assess, article.id)
    async with desk.database.session() as session:
        decision = await reviews.last_decision(session, article.id, ReviewKind.DRAFT)
        assert decision is not None
        notes = await remarks.notes_of(session, decision)
    assert (decision.verdict, decision.channel) == (Verdict.CHANGE, Channel.AI)
    assert len(notes) == 2
    assert all(note.quote and note.quote in "A notebook remembers what its owner forgets. Because whoever writes "
               "slowly thinks twice, and whoever thinks twice writes less and better. Every morning, one page, with a "
               "pen, before the first message of the day has arrived." for note in notes)  # fmt: skip
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFTING
    assert "asked for changes to the text: 6/10, 2 findings. “" in await stories(desk, article)


async def test_a_reviewer_that_is_never_content_gives_way_to_a_person_after_its_rounds(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("model/habits", review_score=5)
    article = await a_drafted_article(desk, AI, review_rounds=2)
    for number in (2, 3):
        await under_lease(assess, article.id)
        await under_lease(take_in, article.id)
        await under_lease(write_revision, article.id, number=number)
    await under_lease(assess, article.id)
    assert await decisions(desk) == [(Verdict.CHANGE, Channel.AI)] * 2
    assert not await awaited(article)
    await under_lease(show_draft, article.id)
    assert "AI reviewer: 5/10, 2 findings" in await said(outside)
    assert "left the text to a person" in await stories(desk, article)


async def test_before_a_person_it_only_says_what_it_thinks_when_it_is_content(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_drafted_article(desk, BOTH)
    await under_lease(assess, article.id)
    assert await decisions(desk) == []
    await under_lease(show_draft, article.id)
    shown = await said(outside)
    assert "AI reviewer: 8/10, 2 findings" in shown
    assert "It stays general where a reader expects one real case." in shown
    article, _ = await at_review(desk, ReviewKind.IMAGE, await an_account(desk, "other", reviewer=BOTH))
    assert not await awaited(article), "pictures, tags and time are the person's"


async def test_where_a_person_asked_for_changes_it_asks_for_none(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("model/habits", review_score=5)
    article = await a_drafted_article(desk, BOTH, review_rounds=0)
    await under_lease(assess, article.id)
    async with desk.database.session() as session:
        [review] = await reviews.open_reviews(session, article.id)
    await decided(desk, review, Verdict.CHANGE, "name the pen")
    await under_lease(take_in, article.id)
    await under_lease(write_revision, article.id, number=2)
    assert not await awaited(article)


@pytest.mark.parametrize(
    "scripted",
    [{"content": "Ten out of ten!"}, {"refusal": "I do not judge."}, {"content": "", "finish_reason": "length"}],
    ids=["malformed", "refused", "cut"],
)
async def test_an_answer_that_nobody_can_use_leaves_it_to_a_person_and_is_in_the_books(
    desk: Services, outside: Outside, under_lease: Take, scripted: dict[str, str]
) -> None:
    article = await a_drafted_article(desk, AI)
    for _ in range(2):
        await outside.post("model/script", schema_name="review", **scripted)
    await under_lease(assess, article.id)
    assert await decisions(desk) == []
    assert not await awaited(article)
    await under_lease(show_draft, article.id)
    assert "AI reviewer: no usable answer" in await said(outside)
    async with desk.database.session() as session:
        costs = (await session.exec(select(CostEntry))).all()
    assert {cost.flaw is None for cost in costs} == {False}


async def test_an_outage_of_the_reviewer_is_waited_out_and_a_ceiling_holds_the_article(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_drafted_article(desk, AI, ceiling_micro=1)
    await outside.suffer("model", "chat", "status", status=503)
    with pytest.raises(NeedsPerson, match="copydesk ceiling"):
        await under_lease(assess, article.id)
    async with desk.database.session() as session:
        account = await session.get_one(type(await an_account(desk, "x")), article.account_id)
        account.ceiling_micro = 0
    with pytest.raises(TryLater):
        await under_lease(assess, article.id)
    assert await opinions_of(desk, article) == []
    assert await awaited(article)


async def test_a_death_between_the_decision_and_its_record_asks_nothing_again(
    desk: Services, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await a_drafted_article(desk, AI)

    async def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("tasks.assessing._decide", killed)
        with pytest.raises(SystemExit):
            await under_lease(assess, article.id)
    assert await awaited(article)
    await under_lease(assess, article.id)
    assert await decisions(desk) == [(Verdict.APPROVE, Channel.AI)]
    assert len(await outside.get("model/calls")) == 1


async def test_a_person_who_is_faster_counts(desk: Services, outside: Outside, under_lease: Take) -> None:
    article = await a_drafted_article(desk, AI)
    await outside.post("model/latency", seconds=0)
    async with desk.database.session() as session:
        text_hash = "x"
        review = await reviews.ask(session, article.id, ReviewKind.DRAFT, text_hash, desk.clock())
    await decided(desk, review, Verdict.REWRITE)
    await under_lease(assess, article.id)
    assert await decisions(desk) == [(Verdict.REWRITE, Channel.CONSOLE)]
    assert await outside.get("model/calls") == []


async def test_an_article_may_have_a_reviewer_of_its_own(desk: Services) -> None:
    article = await a_drafted_article(desk, ReviewerMode.HUMAN)
    assert not await awaited(article)
    await change(desk, article, overrides={"reviewer": "ai"})
    assert await awaited(article)
