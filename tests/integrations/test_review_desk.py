"""The one door of decisions: stored first, the first one wins, the others are told which."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from prefect.client.schemas.objects import StateType
from sqlmodel import func, select

from integrations.services import Services
from models.database import without_driver
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import reviews
from models.store.wake import CHANNEL, LISTENER
from models.tables import Decision
from tests.builders import a_person, an_account, an_article, asked, at_review, change, decided, reread
from tests.recorded_prefect import RecordedPrefect


async def test_of_twenty_at_once_one_decides_and_all_are_told_the_same(desk: Services) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    verdicts = [Verdict.APPROVE, Verdict.CHANGE, Verdict.DROP, Verdict.HOLD] * 5
    rulings = await asyncio.gather(*(decided(desk, review, verdict) for verdict in verdicts))
    assert [ruling.counts for ruling in rulings].count(True) == 1
    winner = next(verdict for verdict, ruling in zip(verdicts, rulings, strict=True) if ruling.counts)
    assert {ruling.decision.verdict for ruling in rulings} == {winner}
    async with desk.database.session() as session:
        assert (await session.exec(select(func.count()).select_from(Decision))).one() == 1


async def test_a_decision_keeps_who_what_where_when_and_about_which_text(desk: Services) -> None:
    account = await an_account(desk)
    person = await a_person(desk, account)
    _, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    ruling = await desk.desk.decide(
        review.id, Verdict.CHANGE, Channel.TELEGRAM, desk.clock(), note="shorter", person_id=person.id
    )
    kept = ruling.decision
    assert (kept.verdict, kept.note, kept.person_id, kept.channel) == (
        Verdict.CHANGE,
        "shorter",
        person.id,
        Channel.TELEGRAM,
    )
    assert (kept.subject_hash, kept.decided_at, kept.applied_at) == (review.subject_hash, desk.clock(), None)


async def test_an_answer_that_does_not_fit_the_question_is_refused_and_stores_nothing(desk: Services) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    with pytest.raises(Refused, match="“redo” is not an answer"):
        await decided(desk, review, Verdict.REDO)
    async with desk.database.session() as session:
        assert await reviews.decision_on(session, review.id) is None


async def test_a_review_that_never_was_is_refused(desk: Services) -> None:
    with pytest.raises(Refused, match="no longer exists"):
        await desk.desk.decide(4711, Verdict.APPROVE, Channel.CONSOLE, desk.clock())


async def test_a_decision_on_a_review_that_was_closed_undecided_is_refused_and_stores_nothing(desk: Services) -> None:
    """As when the article was held meanwhile: nobody may be asked to tap for ever."""
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        await reviews.close_open(session, article.id, desk.clock())
    with pytest.raises(Refused, match="closed"):
        await decided(desk, review, Verdict.APPROVE)
    async with desk.database.session() as session:
        assert await reviews.decision_on(session, review.id) is None


async def test_a_decision_after_a_taken_in_one_is_told_that_one(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)
    async with desk.database.session() as session:
        await reviews.close_open(session, article.id, desk.clock())
    ruling = await decided(desk, review, Verdict.DROP)
    assert (ruling.counts, ruling.decision.verdict) == (False, Verdict.APPROVE)


async def test_waking_resumes_the_run_that_sleeps_and_leaves_any_other(
    desk: Services, prefect: RecordedPrefect
) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    await desk.desk.wake(article)
    assert prefect.resumed == []
    for state, resumed in ((StateType.PAUSED, 1), (StateType.RUNNING, 1), (StateType.PAUSED, 2)):
        run_id = prefect.a_run(state)
        await change(desk, article, flow_run_id=run_id)
        await desk.desk.wake(await reread(desk, article))
        assert len(prefect.resumed) == resumed


@pytest.fixture
async def a_listener(desk: Services) -> AsyncIterator[psycopg.AsyncConnection]:
    """A worker of the desk, as PostgreSQL sees it."""
    dsn = without_driver(desk.address.database_url)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True, application_name=LISTENER) as connection:
        await connection.execute(f"listen {CHANNEL}")
        yield connection


async def test_a_listening_worker_hears_of_the_decision_that_counts_and_prefect_is_asked_for_nothing(
    desk: Services, prefect: RecordedPrefect, a_listener: psycopg.AsyncConnection
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await change(desk, article, flow_run_id=prefect.a_run(StateType.PAUSED))
    for verdict in (Verdict.APPROVE, Verdict.DROP):
        ruling = await decided(desk, review, verdict)
        await desk.desk.wake_elsewhere(ruling.article)
    heard = [note.payload async for note in a_listener.notifies(timeout=0.2)]
    assert (heard, prefect.resumed) == ([str(article.id)], [])


async def test_every_round_of_a_review_is_a_question_of_its_own(desk: Services) -> None:
    article, [first] = await at_review(desk, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        await reviews.close_open(session, article.id, desk.clock())
    [second] = await asked(desk, article, ReviewKind.DRAFT)
    assert (first.round, second.round) == (1, 2)
    assert (await decided(desk, second, Verdict.APPROVE)).counts


async def test_asking_again_opens_no_second_question(desk: Services) -> None:
    article, opened = await at_review(desk, ReviewKind.IMAGE)
    assert [review.subject for review in opened] == ["cover", "desk"]
    assert [review.id for review in await asked(desk, article, ReviewKind.IMAGE)] == [review.id for review in opened]


async def test_where_no_answer_was_lost_nobody_is_asked_about_one(desk: Services) -> None:
    article = await an_article(desk, await an_account(desk), Stage.UNCERTAIN)
    with pytest.raises(Refused, match="no publish attempt whose answer was lost"):
        await asked(desk, article, ReviewKind.LOST)
