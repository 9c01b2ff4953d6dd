"""Owns who speaks in a chat: the person, what they speak about, and that nobody decides where they may not."""

from dataclasses import dataclass

import telegram

from integrations.services import Services
from models.domain.errors import Refused
from models.domain.review import SPOKEN
from models.store import accounts, articles, reviews
from models.tables import Account, Article, Decision, Person, Review

MAY_NOT = "You are not paired with this account, so you cannot decide here."


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
            raise Refused(MAY_NOT)
    return Speaker(person, review, article, account, decision)


async def require_decider(desk: Services, user: telegram.User | None, article: Article) -> Person:
    """Whoever wrote or tapped, about an article that may be under no review."""
    if user is None:
        raise Refused(MAY_NOT)
    async with desk.database.session() as session:
        person = await accounts.decider_on_telegram(session, user.id, article.account_id)
    if person is None:
        raise Refused(MAY_NOT)
    return person


@dataclass(frozen=True)
class RepliedTo:
    """The article that a message is about, and the review whose message it was, if it was one's."""

    article: Article
    review_id: int | None


async def replied_to(desk: Services, message: telegram.Message) -> RepliedTo | None:
    to = message.reply_to_message
    if to is None:
        return None
    async with desk.database.session() as session:
        shown = await reviews.message_at(session, message.chat.id, to.message_id, desk.own_bot)
        if shown is None or shown.article_id is None:
            return None
        return RepliedTo(await articles.article(session, shown.article_id), shown.review_id)


async def who_decided(desk: Services, decision: Decision, asking: Person | None = None) -> str:
    """Most often it is the one who asks."""
    if decision.person_id is None:
        return SPOKEN[decision.channel]
    if asking is not None and asking.id == decision.person_id:
        return asking.name
    async with desk.database.at_once() as session:
        return (await session.get_one(Person, decision.person_id)).name
