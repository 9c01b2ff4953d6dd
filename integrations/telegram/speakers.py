"""Owns who speaks in a chat: the person, what they speak about, and that nobody decides where they may not."""

from dataclasses import dataclass

from integrations.services import Services
from models.domain.errors import Refused
from models.domain.review import SPOKEN
from models.store import accounts, reviews
from models.tables import Account, Article, Decision, Person, Review


@dataclass(frozen=True)
class Speaker:
    """Somebody who may decide about this review, and where it belongs."""

    person: Person
    review: Review
    article: Article
    account: Account
    decision: Decision | None  # as it was when this was read


async def speaker_on(desk: Services, telegram_user_id: int, review_id: int) -> Speaker:
    async with desk.database.at_once() as session:
        review, article, account, decision = await reviews.review_and_whose(session, review_id)
        if account.bot_id != desk.own_bot:
            raise Refused(f"{account.label} has another bot now. Decide there.")
        person = await accounts.decider_on_telegram(session, telegram_user_id, account.id)
        if person is None:
            raise Refused("You are not paired with this account, so you cannot decide here.")
    return Speaker(person, review, article, account, decision)


async def who_decided(desk: Services, decision: Decision, asking: Person | None = None) -> str:
    """Most often it is the one who asks."""
    if decision.person_id is None:
        return SPOKEN[decision.channel]
    if asking is not None and asking.id == decision.person_id:
        return asking.name
    async with desk.database.at_once() as session:
        return (await session.get_one(Person, decision.person_id)).name
