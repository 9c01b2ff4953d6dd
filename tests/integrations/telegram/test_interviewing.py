"""An interview on the phone: words answer the question that is open, taps skip and end it, and nothing counts twice."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import ReviewKind, Verdict
from models.store import accounts, interviews, reviews
from models.tables import Article, Review
from tasks.asking import ensure_asked
from tests.builders import ADA, a_person, an_account, an_article, change, png, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, card_of, decision_on
from tests.recorded_prefect import RecordedPrefect


@dataclass
class Interview:
    desk: Services
    article: Article

    async def ask(self, shown_at: datetime | None = None) -> tuple[Review, int]:
        """The next question, with its card in the chat."""
        async with self.desk.database.session() as session:
            await reviews.close_open(session, self.article.id, self.desk.clock())  # as the run does once it is decided
            await ensure_asked(self.desk, session, await session.merge(self.article), ReviewKind.INTERVIEW)
            review = (await reviews.open_reviews(session, self.article.id))[-1]
            review.shown_at = shown_at or datetime.now(UTC) - timedelta(minutes=1)
        return review, await card_of(self.desk, review)

    async def answers(self) -> list[tuple[int, str]]:
        async with self.desk.database.session() as session:
            return [(each.number, each.text) for each in await interviews.answers(session, self.article.id)]


@pytest.fixture
async def interview(desk: Services, phone: Phone, prefect: RecordedPrefect) -> Interview:
    await phone.write("hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.INTERVIEWING, flow_run_id=prefect.a_run())
    async with desk.database.session() as session:
        await interviews.keep_questions(session, article.id, ["What was it like?", "And then?"])
    return Interview(desk, article)


async def test_words_without_a_reply_answer_the_question_that_is_open_and_wake_the_run(
    desk: Services, phone: Phone, interview: Interview, prefect: RecordedPrefect
) -> None:
    review, card = await interview.ask()
    await phone.write("It was cold & dark.")
    await phone.deliver(times=2)
    decision = await decision_on(desk, review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.ANSWER, "It was cold & dark.")
    assert prefect.resumed == [interview.article.flow_run_id]
    assert not [said for said in await phone.said() if "Got it" in said]  # the card tells it, and the next question
    assert "Answered by Owner\nIt was cold & dark." in (await phone.shown(card))["text"]
    assert (await phone.shown(card))["buttons"] == []


async def test_after_the_last_answer_it_is_said_that_the_writing_begins(phone: Phone, interview: Interview) -> None:
    for answer in ("It was cold.", "Then it was warm."):
        await interview.ask()
        await phone.write(answer)
        await phone.deliver(times=2)
    assert [said for said in await phone.said() if "Got it" in said] == ["Got it. I write now."]


async def test_what_was_typed_before_the_next_question_came_belongs_to_the_one_before(
    phone: Phone, interview: Interview
) -> None:
    await interview.ask()
    await phone.write("It was cold.")
    second, _ = await interview.ask(shown_at=datetime.now(UTC))
    await phone.write("And dark.")
    assert (await phone.said())[-1] == "Got it, that belongs to your answer."
    assert await interview.answers() == [(1, "It was cold.\nAnd dark.")]
    assert await decision_on(interview.desk, second) is None


async def test_a_reply_belongs_to_its_question_also_when_that_is_answered(phone: Phone, interview: Interview) -> None:
    _, first = await interview.ask()
    await phone.write("It was cold.", reply_to=first)
    _, second = await interview.ask()
    await phone.write("One thing more.", reply_to=first)
    await phone.write("Then I went home.", reply_to=second)
    assert await interview.answers() == [(1, "It was cold.\nOne thing more."), (2, "Then I went home.")]


async def test_a_tap_skips_and_a_second_one_is_told(phone: Phone, interview: Interview) -> None:
    review, card = await interview.ask()
    assert (await phone.tap(card, "⏭ Skip"))["text"] == "Skipped by Owner"
    decision = await decision_on(interview.desk, review)
    assert decision is not None
    assert decision.verdict is Verdict.SKIP
    assert await interview.answers() == []


async def test_of_a_double_tap_on_enough_one_counts(phone: Phone, interview: Interview, outside: Outside) -> None:
    review, card = await interview.ask()
    await outside.post("writer/tap", chat=ADA, message_id=card, text="✍️ Enough, write", times=3)
    await phone.deliver()
    told = [tap["text"] for tap in (await outside.get("writer/answers", chat=ADA))["answers"]]
    assert told[0] == "Interview ended by Owner"
    assert all(text.startswith("Already decided: Interview ended") for text in told[1:])
    assert await decision_on(interview.desk, review) is not None


async def test_an_answer_after_a_skip_still_counts_while_the_interview_lasts(
    phone: Phone, interview: Interview
) -> None:
    _, card = await interview.ask()
    await phone.tap(card, "⏭ Skip")
    await phone.write("No, wait: it was cold.", reply_to=card)
    assert await interview.answers() == [(1, "No, wait: it was cold.")]


async def test_an_answer_that_comes_when_the_writing_has_begun_is_told_so(phone: Phone, interview: Interview) -> None:
    _, card = await interview.ask()
    await change(interview.desk, await reread(interview.desk, interview.article), stage=Stage.DRAFTING)
    await phone.write("Too late?", reply_to=card)
    assert (await phone.said())[-1].startswith("The writing has begun.")
    assert await interview.answers() == []


async def test_with_two_interviews_in_one_chat_a_loose_word_is_asked_about(
    desk: Services, phone: Phone, interview: Interview
) -> None:
    await interview.ask()
    async with desk.database.session() as session:
        account = await accounts.account(session, interview.article.account_id)
    other = Interview(desk, await an_article(desk, account, Stage.INTERVIEWING))
    async with desk.database.session() as session:
        await interviews.keep_questions(session, other.article.id, ["What else?"])
    await other.ask()
    await phone.write("It was cold.")
    assert (await phone.said())[-1].startswith("Which article is this about?")
    assert await interview.answers() == await other.answers() == []


async def test_who_may_only_look_answers_nothing(desk: Services, phone: Phone, interview: Interview) -> None:
    await phone.write("hello", chat=VIEWER)
    async with desk.database.session() as session:
        account = await accounts.account(session, interview.article.account_id)
    await a_person(desk, account, VIEWER, Role.VIEWER)
    await interview.ask()
    await phone.write("I know better.", chat=VIEWER)
    assert (await phone.said(VIEWER))[-1].startswith("You are not paired with this account")
    assert await interview.answers() == []


async def test_a_picture_without_words_is_no_answer(phone: Phone, interview: Interview, outside: Outside) -> None:
    _, card = await interview.ask()
    await outside.post("writer/photo", chat=ADA, reply_to=card, content=b64encode(png()).decode())
    await phone.deliver()
    assert (await phone.said())[-1].startswith("I can only take words here.")
    assert await interview.answers() == []
