"""Owns the queries about the messages that show reviews: which card counts, which ones still have dead buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from models.domain.article import WAITING_FOR_A_PERSON
from models.domain.effects import MessageShows
from models.domain.review import SPOKEN, STAGE_OF, ReviewKind, Verdict
from models.statements import execute, statement
from models.store import effects
from models.store.wake import wake
from models.tables import Account, Article, Chat, Decision, Lease, Message, Person, Review

_AT_ONCE = 100
_SETTLE = statement("update message set settled_at = :now where id = :message", times=("now",))


@dataclass(frozen=True)
class Unsettled:
    """A card with buttons that mean nothing any more, and why. `decision` is None when it was closed or shown again."""

    message: Message
    chat: Chat
    review: Review
    article: Article
    decision: Decision | None
    person: Person | None


@dataclass(frozen=True)
class Approved:
    """A card of an approval, and who gave it."""

    message: Message
    chat: Chat
    who: str


async def cards_of(session: AsyncSession, review_id: int) -> Sequence[tuple[Message, Chat]]:
    """The newest last."""
    return (await session.exec(_cards_of(), params={"review": review_id})).all()


@cache
def _cards_of() -> Select[Message, Chat]:
    return (
        select(Message, Chat)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(Message.review_id == bindparam("review"), Message.shows == MessageShows.CARD)
        .order_by(col(Message.id))
    )


async def approved_cards(session: AsyncSession, article_id: int) -> list[Approved]:
    """Of the last approval of tags and time, if its article was to wait for its time after it."""
    query = (
        select(Decision, Person)
        .join(Review, col(Review.id) == Decision.review_id)
        .join(Article, col(Article.id) == Review.article_id)
        .join(Person, col(Person.id) == Decision.person_id, isouter=True)
        .where(Review.article_id == article_id, Review.kind == ReviewKind.FINAL, Decision.verdict == Verdict.APPROVE)
        .where(Decision.note == "", Decision.decided_at < Article.publish_at)
        .order_by(col(Review.id).desc())
        .limit(1)
    )
    found = (await session.exec(query)).first()
    if found is None:
        return []
    decision, person = found
    who = person.name if person else SPOKEN[decision.channel]
    return [Approved(message, chat, who) for message, chat in await cards_of(session, decision.review_id)]


async def live_card(
    session: AsyncSession, review_id: int, telegram_chat_id: int, bot_id: int | None = None
) -> Message | None:
    """The one that counts in this chat: the newest."""
    here = (telegram_chat_id, bot_id)
    found = await cards_of(session, review_id)
    shown = [card for card, chat in found if (chat.telegram_chat_id, chat.bot_id) == here]
    return shown[-1] if shown else None


async def text_was_shown(session: AsyncSession, chat_id: int, subject_hash: str) -> bool:
    """Whether this chat was sent these very words to decide about."""
    query = (
        select(Message.id)
        .join(Review, col(Review.id) == Message.review_id)
        .where(Message.chat_id == chat_id, Message.shows == MessageShows.TEXT)
        .where(Review.kind == ReviewKind.DRAFT, Review.subject_hash == subject_hash)
        .limit(1)
    )
    return (await session.exec(query)).first() is not None


async def unsettled(session: AsyncSession, review_id: int | None = None) -> Sequence[Unsettled]:
    named = {} if review_id is None else {"review": review_id}
    rows = (await session.exec(_unsettled(of_one_review=review_id is not None), params=named)).all()
    if not rows:
        return []
    decided = await _decisions(session, {review.id for _, _, review, _ in rows})
    return [Unsettled(*row, *decided.get(row[2].id, (None, None))) for row in rows]


@cache  # every tap asks it, and to build it takes longer than to ask it
def _unsettled(*, of_one_review: bool) -> Select[Message, Chat, Review, Article]:
    newer = aliased(Message)
    newest = (
        select(func.max(newer.id))
        .where(newer.review_id == Message.review_id, newer.chat_id == Message.chat_id, newer.shows == MessageShows.CARD)
        .scalar_subquery()
    )
    query = (
        select(Message, Chat, Review, Article)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .join(Review, col(Review.id) == Message.review_id)
        .join(Article, col(Article.id) == Review.article_id)
        .join(Decision, col(Decision.review_id) == Review.id, isouter=True)
        .where(Message.shows == MessageShows.CARD, col(Message.settled_at).is_(None))
        .where(or_(col(Decision.id).is_not(None), col(Review.closed_at).is_not(None), col(Message.id) < newest))
        .order_by(col(Message.id))
        .limit(_AT_ONCE)
    )
    return query.where(Review.id == bindparam("review")) if of_one_review else query


async def _decisions(session: AsyncSession, review_ids: set[int]) -> dict[int, tuple[Decision, Person | None]]:
    query = (
        select(Decision, Person)
        .join(Person, col(Person.id) == Decision.person_id, isouter=True)
        .where(col(Decision.review_id).in_(review_ids))
    )
    return {decision.review_id: (decision, person) for decision, person in (await session.exec(query)).all()}


async def settle(session: AsyncSession, message_id: int, now: datetime) -> None:
    await execute(session, _SETTLE, message=message_id, now=now)


async def adopt(session: AsyncSession, key: str, card: Message, now: datetime) -> bool:
    """A card whose sending was not recorded is there, as its tap shows: from now on it is the one that counts."""
    if not await effects.record(session, key, {"telegram_message_id": card.telegram_message_id}, now):
        return False
    session.add(card)
    return True


async def show_again_with(session: AsyncSession, bot_id: int | None) -> int:
    """The same for every account of a bot."""
    query = select(Account.id).where(col(Account.bot_id).is_not_distinct_from(bot_id))
    return sum([await show_again(session, account_id) for account_id in (await session.exec(query)).all()])


async def show_again(session: AsyncSession, account_id: int | None = None) -> int:
    """What waits for a word and was shown: what was said to it meanwhile is lost, so that it has to be shown anew."""
    asked = (
        update(Review)
        .where(
            col(Review.closed_at).is_(None),
            col(Review.shown_at).is_not(None),
            ~select(Decision.id).where(Decision.review_id == Review.id).exists(),
        )
        .values(showing=col(Review.showing) + 1, shown_at=None)
        .returning(col(Review.id))
    )
    if account_id is not None:
        asked = asked.where(col(Review.article_id).in_(select(Article.id).where(Article.account_id == account_id)))
    return len((await session.exec(asked)).all())


async def show_to_new_chat(session: AsyncSession, account_id: int) -> None:
    """What waits for a word is not shown to every chat any more; its runs are woken to show it there."""
    of_account = select(Article.id).where(Article.account_id == account_id)
    to_show = await session.exec(
        update(Review)
        .where(col(Review.closed_at).is_(None), col(Review.article_id).in_(of_account))
        .values(shown_at=None)
        .returning(col(Review.article_id))
    )
    for article_id in set(to_show.scalars()):
        await wake(session, article_id)


async def not_shown(session: AsyncSession, now: datetime, since: datetime) -> Sequence[Article]:
    """Articles that wait for a word although what is to be decided was not shown, and on which nobody works."""
    query = (
        select(Article, Review)
        .join(Review, (col(Review.article_id) == Article.id) & col(Review.closed_at).is_(None), isouter=True)
        .join(Lease, (col(Lease.article_id) == Article.id) & (col(Lease.expires_at) > now), isouter=True)
        .where(
            col(Article.stage).in_(WAITING_FOR_A_PERSON),
            Article.stage_since < since,
            col(Article.flow_run_id).is_not(None),
            col(Lease.article_id).is_(None),
            or_(col(Review.id).is_(None), col(Review.shown_at).is_(None)),
        )
        .order_by(col(Article.publish_at))
    )
    waiting = (await session.exec(query)).all()
    return list({a.id: a for a, review in waiting if review is None or STAGE_OF[review.kind] is a.stage}.values())
