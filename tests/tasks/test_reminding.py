"""Reminders and digests as they reach the phone: once each, in no quiet hours, nothing when there is nothing to say."""

from datetime import datetime, timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.deadline import DeadlineRule
from models.domain.review import ReviewKind, Verdict
from models.store import accounts, reviews
from models.tables import Account, Article, Review, Vigil
from tasks import timekeeping
from tasks.digesting import send_digests
from tasks.reminding import remind
from tests.builders import ADA, a_card, a_person, an_account, an_article, at_review, change, decided, reread
from tests.conftest import Clock, Outside


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, quiet_hours="off", zone="Europe/Berlin")
    await a_person(desk, account)
    return account


async def said(outside: Outside, chat: int = ADA) -> list[str]:
    return [each["text"] for each in await outside.messages(chat) if each.get("text") not in (None, "hello")]


async def shown(desk: Services, account: Account, due_in: timedelta) -> tuple[Article, Review]:
    article, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    await change(desk, article, publish_at=desk.clock() + due_in)
    async with desk.database.session() as session:
        (await session.get_one(Review, review.id)).shown_at = desk.clock()
    return await reread(desk, article), review


async def test_each_reminder_comes_once_and_names_the_deadline_and_what_follows(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await shown(desk, account, timedelta(days=2))
    counts = []
    for hours in (23, 1, 1, 20, 1, 1.9):
        clock.advance(hours=hours)
        counts.append(await remind(desk))
    assert counts == [0, 1, 0, 1, 0, 0]
    day_before, hours_before = await said(outside)
    assert day_before == (
        "⏰ “On keeping a notebook” waits for your word on its text. "
        "There is time until Thu 3 Dec 2026, 10:00 (Europe/Berlin), 1 day from now. If nobody answers, it goes on hold."
    )
    assert "3 hours from now" in hours_before


async def test_an_answer_a_new_card_and_a_new_time_count(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    _, answered = await shown(desk, account, timedelta(days=1, hours=1))
    moved, _ = await shown(desk, account, timedelta(days=1, hours=1))
    await decided(desk, answered, Verdict.APPROVE)
    clock.advance(hours=1)
    assert await remind(desk) == 1
    await change(desk, moved, publish_at=clock() + timedelta(days=3))
    assert await remind(desk) == 0
    clock.advance(days=2)
    assert await remind(desk) == 1


async def test_after_an_outage_only_the_newest_reminder_comes(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await shown(desk, account, timedelta(days=2))
    clock.advance(hours=46)
    assert [await remind(desk) for _ in range(2)] == [1, 0]
    assert "2 hours from now" in (await said(outside))[0]


async def test_it_hangs_on_the_card_and_a_reply_to_it_is_about_the_text(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    article, review = await shown(desk, account, timedelta(days=1, hours=1))
    card = await a_card(desk, review)
    clock.advance(hours=1)
    await remind(desk)
    message = (await outside.messages())[-1]
    assert message["reply_to"] == card
    async with desk.database.session() as session:
        kept = await reviews.message_at(session, ADA, message["message_id"])
    assert kept is not None
    assert (kept.article_id, kept.review_id) == (article.id, review.id)


async def test_quiet_hours_move_a_reminder_to_their_end(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    async with desk.database.session() as session:
        kept = await session.get_one(Account, account.id)
        kept.quiet_hours, kept.reminders = "22:00-07:00", [8 * 60]
    await shown(desk, account, timedelta(days=1))  # due at 10:00 in Berlin, so the wish is 02:00
    counts = []
    for hours in (16.5, 4, 0.5):
        clock.advance(hours=hours)
        counts.append(await remind(desk))
    assert counts == [0, 0, 1]


async def test_a_chat_that_shut_the_bot_out_is_not_tried_again_and_again(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await shown(desk, account, timedelta(days=1, hours=1))
    await outside.suffer("telegram", "sendMessage", "status", status=403)
    clock.advance(hours=1)
    assert [await remind(desk) for _ in range(3)] == [1, 0, 0]
    assert await said(outside) == []


async def test_a_telegram_that_is_busy_is_tried_again_and_says_it_once(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await shown(desk, account, timedelta(days=1, hours=1))
    await outside.suffer("telegram", "sendMessage", "status", status=429, retry_after=1)
    clock.advance(hours=1)
    for _ in range(3):
        await remind(desk)
    assert len(await said(outside)) == 1


async def test_the_digest_lists_what_waits_once_a_day_at_the_accounts_hour(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    clock.now = datetime.fromisoformat("2026-12-01T05:00:00Z")  # six in Berlin
    article, _ = await shown(desk, account, timedelta(days=2))
    await an_article(desk, account, Stage.HANDED_OFF, topic="Second <hand>")
    await an_article(desk, account, Stage.ON_HOLD, topic="Held")
    counts = []
    for hours in (1.9, 0.1, 1, 23):
        clock.advance(hours=hours)
        counts.append(await send_digests(desk))
    assert counts == [0, 1, 0, 1]
    assert (await said(outside))[0].splitlines() == [
        "☀️ 2 articles wait for you:",
        "• Second <hand>: waits for you to paste or import it on Medium",
        "• On keeping a notebook: the text waits for your word, to go out Thu 3 Dec 2026, 06:00 (Europe/Berlin)",
    ]
    assert article.stage is Stage.DRAFT_REVIEW


async def test_when_nothing_waits_the_day_passes_without_a_word(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    clock.now = datetime.fromisoformat("2026-12-01T07:00:00Z")
    assert await send_digests(desk) == 0
    await shown(desk, account, timedelta(days=2))
    clock.advance(hours=2)
    assert await send_digests(desk) == 0
    assert await said(outside) == []


async def test_a_chat_of_two_accounts_gets_one_digest_for_both(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    clock.now = datetime.fromisoformat("2026-12-01T05:00:00Z")
    other = await an_account(desk, "other", zone="Europe/Berlin", quiet_hours="off")
    async with desk.database.session() as session:
        person = await accounts.person_on_telegram(session, ADA)
        assert person is not None
        await accounts.pair(session, other.id, ADA, None, person, clock())
    for each in (account, other):
        await an_article(desk, each, Stage.DRAFT_REVIEW)
    clock.advance(hours=2)
    assert await send_digests(desk) == 1
    [digest] = await said(outside)
    assert "(demo)" in digest
    assert "(other)" in digest


async def test_a_desk_that_just_woke_judges_nobody_before_their_taps_have_arrived(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await shown(desk, account, timedelta(hours=3))
    look = timekeeping.keep_times.fn
    assert (await look()).startswith("0 overdue")
    clock.advance(days=2)
    for minutes in (0, 2, 2):
        clock.advance(minutes=minutes)
        assert (await look()).startswith("0 overdue")
    clock.advance(minutes=2)
    assert (await look()).startswith("1 overdue")
    async with desk.database.session() as session:
        vigil = await session.get_one(Vigil, 1)
    assert clock() - vigil.awake_since == timedelta(minutes=6)


async def test_what_follows_is_told_as_it_will_be(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).deadline_rule = DeadlineRule.LEAVE_AS_DRAFT
    await shown(desk, account, timedelta(days=1, hours=1))
    clock.advance(hours=1)
    await remind(desk)
    assert (await said(outside))[0].endswith("its text is left as a draft on Medium, which only you see.")
