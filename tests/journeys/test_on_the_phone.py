"""What the phone shows stays true: when an answer of Telegram is lost, when many decide at once, after a day away."""

import asyncio
from datetime import timedelta

import pytest

from integrations.simulators.scripted_writer import Seen
from models.domain.article import Stage
from models.domain.review import Channel, Verdict
from models.store import contacts, reviews
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)
_LAST_CARD = "Tags%2C+in+order"  # as it goes to Telegram


async def _shown(cast: Cast, message_id: int) -> Seen:
    return next(seen for seen in await cast.writer.chat() if seen.message_id == message_id)


async def _loses_its_buttons(cast: Cast, card: Seen) -> Seen:
    while (shown := await _shown(cast, card.message_id)).buttons:
        await asyncio.sleep(0.1)
    return shown


async def test_of_a_card_that_came_twice_since_its_answer_was_lost_one_counts_and_the_other_says_which(
    cast: Cast,
) -> None:
    article_id = await cast.start("Two of a kind", images=0)
    await cast.plan_fault(service="telegram", method="sendMessage", kind="cut_after", mark=_LAST_CARD)
    await cast.approve_text()
    double = await cast.writer.card("Approve", "Tags, in order")
    live = await cast.writer.card("Approve", "Tags, in order")
    await cast.writer.tap(double, "Approve")
    assert "The other one counts" in (await _loses_its_buttons(cast, double)).words
    await cast.writer.message("This is the card that counts")
    assert (await cast.article(article_id)).stage is Stage.FINAL_REVIEW
    assert (await _shown(cast, live.message_id)).has_button("Approve")
    await cast.writer.tap(live, "Approve")
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1


async def test_of_answers_at_the_same_moment_from_phone_console_reviewer_and_rule_one_counts(cast: Cast) -> None:
    """The phone's is taken by the bot's process, the others by this one."""
    article_id = await cast.start("All at once", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    async with cast.desk.database.session() as session:
        [review] = await reviews.open_reviews(session, article_id)
    others = (Channel.CONSOLE, Channel.AI, Channel.RULE) * 3
    elsewhere = asyncio.gather(
        *(cast.desk.desk.decide(review.id, Verdict.APPROVE, channel, cast.desk.clock()) for channel in others)
    )
    await cast.writer.tap(card, "Approve", times=3)
    rulings = await elsewhere
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    async with cast.desk.database.session() as session:
        decision = await reviews.decision_on(session, review.id)
    assert decision is not None
    counted = sum(ruling.counts for ruling in rulings)
    assert counted + (decision.channel is Channel.TELEGRAM) == 1
    assert {ruling.decision.id for ruling in rulings} == {decision.id}
    assert "Approved" in (await _loses_its_buttons(cast, card)).words
    assert len(await cast.posts()) == 1


async def test_after_a_longer_silence_than_telegram_keeps_updates_open_cards_come_again_and_the_old_ones_are_void(
    cast: Cast,
) -> None:
    article_id = await cast.start("A day in the tunnel", images=0)
    old = await cast.writer.card("Approve", "Revision 1")
    await cast.until(article_id, Stage.DRAFT_REVIEW)
    async with cast.desk.database.session() as session:
        await contacts.heard(session, cast.desk.bot_id, cast.desk.clock() - timedelta(hours=25))
    await cast.writer.say("/help")  # Telegram is heard again
    while not await _is_to_be_shown_again(cast, article_id):
        await asyncio.sleep(0.1)
    await cast.looked_after(article_id)
    again = await cast.writer.card("Approve", "Revision 1")
    assert again.message_id != old.message_id
    assert "sent again below" in (await _loses_its_buttons(cast, old)).words
    await cast.writer.tap(again, "Approve")
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1


async def _is_to_be_shown_again(cast: Cast, article_id: int) -> bool:
    async with cast.desk.database.session() as session:
        return [review.showing for review in await reviews.open_reviews(session, article_id)] == [2]
