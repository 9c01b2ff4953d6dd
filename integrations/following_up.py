"""Owns what follows a decision, wherever it was made: its run goes on, and the cards of its review show the outcome."""

from contextlib import suppress

from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram.settling import settle
from models.domain.errors import TryLater

_WAITS_SECONDS = 0.5  # for one run to begin; whatever comes next in this chat waits as well


async def follow_up(desk: Services, ruling: Ruling) -> None:
    """What cannot be done now is done by the next look of upkeep and of the bot's chores."""
    with suppress(TryLater):  # it is stored: upkeep finds a run that sleeps on
        if not ruling.is_heard:
            await desk.desk.wake_elsewhere(ruling.article)
    if desk.precedence.is_crowded or not await desk.precedence.give_way(_WAITS_SECONDS):
        return  # the bot's chores change the card
    with suppress(TryLater):  # a card that cannot be changed now is changed by the next look
        await settle(desk, ruling.review.id)
