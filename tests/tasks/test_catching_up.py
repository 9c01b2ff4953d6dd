"""What the writer should have seen and did not: upkeep lets the run show it, and takes dead buttons away."""

from collections.abc import Awaitable, Callable

import pytest

from integrations.services import Services
from integrations.telegram.pairing import make_code
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.store import cards, effects, reviews
from models.tables import Account, Article, Review
from tasks.catching_up import settle_cards, show_the_unshown
from tasks.lease import LENGTH
from tasks.reviewing import show_draft, show_final
from tests.builders import ADA, a_person, an_account, an_article, at_review, change, decided
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.recorded_prefect import RecordedPrefect

Take = Callable[..., Awaitable[None]]
BOB = 2002


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    return account


@pytest.fixture
async def asleep(desk: Services, account: Account, prefect: RecordedPrefect, clock: Clock) -> tuple[Article, Review]:
    """A suspended run whose card never went out."""
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    await change(desk, article, flow_run_id=prefect.a_run())
    clock.advance(minutes=2)
    return article, review


async def test_a_run_that_showed_nothing_is_woken_to_show_it(
    desk: Services, asleep: tuple[Article, Review], prefect: RecordedPrefect, under_lease: Take
) -> None:
    assert await show_the_unshown.fn() == 1
    assert len(prefect.resumed) == 1
    await under_lease(show_final, asleep[0].id)
    assert await show_the_unshown.fn() == 0


async def test_a_run_that_waits_without_any_question_is_woken(
    desk: Services, account: Account, prefect: RecordedPrefect, clock: Clock
) -> None:
    await an_article(desk, account, Stage.DRAFT_REVIEW, flow_run_id=prefect.a_run())
    assert await show_the_unshown.fn() == 0
    clock.advance(minutes=2)
    assert await show_the_unshown.fn() == 1


async def test_who_is_at_work_is_left_alone(desk: Services, asleep: tuple[Article, Review]) -> None:
    async with desk.database.session() as session:
        await effects.take_lease(session, asleep[0].id, "elsewhere:1", desk.clock(), LENGTH)
    assert await show_the_unshown.fn() == 0


async def test_a_question_of_another_stage_wakes_nobody(desk: Services, asleep: tuple[Article, Review]) -> None:
    await change(desk, asleep[0], stage=Stage.DRAFT_REVIEW)
    assert await show_the_unshown.fn() == 0


async def test_after_an_outage_the_card_comes_again_once_and_the_old_one_says_so(
    desk: Services, outside: Outside, asleep: tuple[Article, Review], under_lease: Take
) -> None:
    article, _ = asleep
    await under_lease(show_final, article.id)
    async with desk.database.session() as session:
        assert await cards.show_again(session) == 1
    for _ in range(2):
        await under_lease(show_final, article.id)
    await settle_cards.fn()
    old, new = [each for each in await outside.messages() if each["from"] == "bot"]
    assert (old["buttons"], old["text"].endswith("This was sent again below. That card counts.")) == ([], True)
    assert new["buttons"][0][0]["text"] == "✅ Approve"
    assert "Sent again: what you answered" in new["text"]


async def test_a_draft_that_is_shown_again_brings_its_card_only(
    desk: Services, outside: Outside, account: Account, under_lease: Take
) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT, account)
    await under_lease(show_draft, article.id)
    before = len(await outside.messages())
    async with desk.database.session() as session:
        await cards.show_again(session)
    await under_lease(show_draft, article.id)
    assert len(await outside.messages()) == before + 1


async def test_a_chat_that_is_paired_later_is_shown_what_waits_and_the_others_nothing_new(
    desk: Services, outside: Outside, asleep: tuple[Article, Review], account: Account, under_lease: Take
) -> None:
    await under_lease(show_final, asleep[0].id)
    assert await show_the_unshown.fn() == 0
    async with desk.database.session() as session:
        code = await make_code(session, account.id, desk.clock())
    await Phone(desk, outside).write(f"/start {code}", chat=BOB)
    assert await show_the_unshown.fn() == 1
    before = len(await outside.messages())
    await under_lease(show_final, asleep[0].id)
    assert len(await outside.messages()) == before
    assert (await outside.messages(BOB))[-1]["buttons"] != []


async def test_upkeep_takes_dead_buttons_away(
    desk: Services, outside: Outside, asleep: tuple[Article, Review], under_lease: Take
) -> None:
    await under_lease(show_final, asleep[0].id)
    await decided(desk, asleep[1], Verdict.HOLD)
    assert await settle_cards.fn() == 1
    async with desk.database.session() as session:
        assert await reviews.decision_on(session, asleep[1].id) is not None
    assert (await outside.messages())[-1]["buttons"] == []
