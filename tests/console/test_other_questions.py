"""The questions besides text, images and tags: the interview, a lost answer, and what stopped for want of money."""

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.review import ReviewKind, Verdict
from models.store import attempts, interviews
from models.store.attempts import Intent
from models.tables import Article, Review
from tasks.asking import ask_for_another_prompt
from tests.builders import ADA, PICTURED, PLAIN, a_person, a_text, an_account, an_article, asked, reread
from tests.conftest import Outside
from tests.console.conftest import taken_in
from tests.integrations.telegram.scene import decision_on


async def sent(browser: httpx.AsyncClient, review: Review, verdict: Verdict, note: str = "") -> httpx.Response:
    data = {"review_id": str(review.id), "subject_hash": review.subject_hash, "verdict": verdict, "note": note}
    return await browser.post(f"/articles/{review.article_id}/decide", data=data, follow_redirects=True)


async def interviewed(desk: Services) -> tuple[Article, Review]:
    article = await an_article(desk, await an_account(desk), Stage.INTERVIEWING)
    async with desk.database.session() as session:
        await interviews.keep_questions(session, article.id, ["What surprised you?", "Who should read it?"])
    [review] = await asked(desk, article, ReviewKind.INTERVIEW)
    return article, review


async def test_a_question_is_answered_in_the_writers_words_and_the_next_one_comes(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, review = await interviewed(desk)
    assert "Question 1 of 2" in (await console.get(f"/articles/{article.id}")).text
    assert (await sent(console, review, Verdict.ANSWER)).status_code == 409
    assert (await sent(console, review, Verdict.ANSWER, "How quiet they are.")).status_code == 200
    await taken_in(article)
    async with desk.database.session() as session:
        assert [each.text for each in await interviews.answers(session, article.id)] == ["How quiet they are."]
    [following] = await asked(desk, article, ReviewKind.INTERVIEW)
    assert "Who should read it?" in (await console.get(f"/articles/{article.id}")).text
    await sent(console, following, Verdict.SKIP)
    await taken_in(article)
    assert (await reread(desk, article)).stage is Stage.DRAFTING


async def test_enough_ends_the_interview(desk: Services, console: httpx.AsyncClient) -> None:
    article, review = await interviewed(desk)
    await sent(console, review, Verdict.ENOUGH)
    await taken_in(article)
    assert (await reread(desk, article)).stage is Stage.DRAFTING


@pytest.mark.parametrize(
    ("verdict", "stage", "outcome"),
    [
        (Verdict.THERE, Stage.PUBLISHED, AttemptOutcome.POSTED),
        (Verdict.NOT_THERE, Stage.SCHEDULED, AttemptOutcome.NOT_THERE),
    ],
)
async def test_whether_it_is_on_medium_is_said_by_whoever_looked(
    desk: Services, console: httpx.AsyncClient, verdict: Verdict, stage: Stage, outcome: AttemptOutcome
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.UNCERTAIN)
    await a_text(desk, article)
    async with desk.database.session() as session:
        attempt = await attempts.intend(session, article.id, Intent("0" * 64, "print"), desk.clock())
        attempts.close(session, attempt, AttemptOutcome.UNKNOWN, desk.clock(), "the feed cannot tell")
    [review] = await asked(desk, article, ReviewKind.LOST)
    assert "Is it on Medium?" in (await console.get(f"/articles/{article.id}")).text
    await sent(console, review, verdict)
    await taken_in(article)
    assert (await reread(desk, article)).stage is stage
    async with desk.database.session() as session:
        last = await attempts.last_attempt(session, article.id)
    assert last is not None
    assert last.outcome is outcome


async def test_an_image_that_nobody_would_draw_needs_other_words(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk), Stage.IMAGE_REVIEW)
    await a_text(desk, article, PICTURED)
    async with desk.database.session() as session:
        await ask_for_another_prompt(desk, session, await session.get_one(Article, article.id), "cover", 1)
    [review, *_] = await asked(desk, article, ReviewKind.IMAGE)
    assert (await sent(console, review, Verdict.REDO)).status_code == 409
    assert (await sent(console, review, Verdict.APPROVE)).status_code == 409
    assert await decision_on(desk, review) is None
    assert (await sent(console, review, Verdict.REDO, "a calm lake")).status_code == 200


async def test_what_is_held_for_money_says_so_and_may_be_tried_at_once(
    desk: Services, console: httpx.AsyncClient
) -> None:
    held = {"stopped_at_stage": Stage.QUEUED, "refused_call": [{"model": "m"}], "reason": "the ceiling is reached"}
    article = await an_article(desk, await an_account(desk), Stage.ON_HOLD, **held)
    shown = (await console.get(f"/articles/{article.id}")).text
    assert "Is held until somebody resumes it: the ceiling is reached" in shown
    assert "It goes on by itself as soon as there is room" in shown
    await console.post(f"/articles/{article.id}/resume", data={})
    assert (await reread(desk, article)).stage is Stage.QUEUED


async def test_the_chats_hear_of_a_link_that_was_given_on_the_console(
    desk: Services, outside: Outside, console: httpx.AsyncClient
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.HANDED_OFF)
    for _ in range(2):
        link = {"link": "https://medium.com/@demo/notebooks-0123456789ab"}
        await console.post(f"/articles/{article.id}/link", data=link)
    said = [each["text"] for each in await outside.messages() if "is out" in each.get("text", "")]
    assert len(said) == 1


async def test_an_answer_that_is_sent_twice_is_one_and_a_second_thought_is_not_lost(
    desk: Services, console: httpx.AsyncClient
) -> None:
    _, review = await interviewed(desk)
    for note, status in (("In 2019.", 200), ("In 2019.", 200), ("No, it was in 2020.", 409)):
        answer = await sent(console, review, Verdict.ANSWER, note)
        assert answer.status_code == status
    assert "No, it was in 2020.</textarea>" in answer.text


async def test_the_last_look_says_for_which_rule_it_would_be_held_and_mends_it_with_a_button(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.FINAL_REVIEW, tags=["Writing"])
    silent = PLAIN.model_copy(update={"body": PLAIN.body.replace("It was drafted with the help of AI.", "")})
    await a_text(desk, article, silent)
    [review] = await asked(desk, article, ReviewKind.FINAL)
    page = (await console.get(f"/articles/{article.id}")).text
    assert "As it is, an approval puts it on hold" in page
    assert "do not tell readers of AI" in page
    data = {"review_id": str(review.id), "subject_hash": review.subject_hash, "disclosure": "add"}
    await console.post(f"/articles/{article.id}/plan", data=data)
    await taken_in(article)
    await asked(desk, article, ReviewKind.FINAL)
    page = (await console.get(f"/articles/{article.id}")).text
    assert "Tags and time wait for your word" in page
    assert "an approval puts it on hold" not in page
