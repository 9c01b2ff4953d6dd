"""Owns the queries about remarks: what people said about what is under review, each once, and what a decision means."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from models.domain.notes import Note, read_told
from models.domain.review import Channel, ReviewKind
from models.tables import Decision, Remark, Review


async def keep(
    session: AsyncSession, review_id: int, source: str, note: Note, now: datetime, *, person_id: int | None = None
) -> None:
    """Keep what was said; the same message again changes nothing."""
    kept = note.model_dump(exclude={"block_ids"}) | {"block_ids": list(note.block_ids)}
    row = {"review_id": review_id, "source": source, "person_id": person_id, "said_at": now}
    await session.exec(insert(Remark).values(**row, **kept).on_conflict_do_nothing(index_elements=["source"]))


async def amend(session: AsyncSession, source: str, text: str) -> None:
    """The message was edited; what was taken in already stays as it was taken."""
    await session.exec(
        update(Remark).where(col(Remark.source) == source, col(Remark.heard_at).is_(None)).values(text=text)
    )


async def collected(
    session: AsyncSession, kinds: Sequence[ReviewKind], quiet_since: datetime, begun_before: datetime
) -> Sequence[int]:
    """Reviews about which something was said that is not taken in, and after which it was quiet, or that wait long."""
    query = (
        select(Remark.review_id)
        .join(Review, col(Review.id) == Remark.review_id)
        .where(col(Remark.heard_at).is_(None), col(Review.kind).in_(kinds))
        .group_by(col(Remark.review_id))
        .having(or_(func.max(Remark.said_at) <= quiet_since, func.min(Remark.said_at) <= begun_before))
    )
    return (await session.exec(query)).all()


async def being_collected(session: AsyncSession, kinds: Sequence[ReviewKind]) -> Sequence[tuple[datetime, datetime]]:
    """Of each review about which something was said that is not taken in: when it began, and when the last was said."""
    return [
        (began, last) for began, last in (await session.exec(_being_collected(tuple(kinds)))).all() if began and last
    ]


@cache
def _being_collected(kinds: tuple[ReviewKind, ...]) -> Select[datetime | None, datetime | None]:
    return (
        select(func.min(Remark.said_at), func.max(Remark.said_at))
        .join(Review, col(Review.id) == Remark.review_id)
        .where(col(Remark.heard_at).is_(None), col(Review.kind).in_(kinds))
        .group_by(col(Remark.review_id))
    )


async def unheard(session: AsyncSession, review_id: int) -> list[Remark]:
    return list((await session.exec(_unheard(), params={"review": review_id})).all())


@cache
def _unheard() -> SelectOfScalar[Remark]:
    query = select(Remark).where(Remark.review_id == bindparam("review"), col(Remark.heard_at).is_(None))
    return query.order_by(col(Remark.id))


async def mark_heard(session: AsyncSession, remark_ids: Sequence[int], now: datetime) -> None:
    await session.exec(update(Remark).where(col(Remark.id).in_(remark_ids)).values(heard_at=now))


def source_of(telegram_chat_id: int, telegram_message_id: int, bot_id: int | None = None) -> str:
    """With an account's own bot its number comes last: a private chat has the same number with every bot."""
    return f"telegram:{telegram_chat_id}:{telegram_message_id}" + (f":{bot_id}" if bot_id is not None else "")


def place_of(remark: Remark) -> tuple[int, int] | None:
    """The chat and the message that it came in; None for one that was not written on Telegram."""
    channel, _, place = remark.source.partition(":")
    return (int(place.split(":")[0]), int(place.split(":")[1])) if channel == "telegram" else None


async def said_about(session: AsyncSession, review_id: int, until: datetime) -> Sequence[Remark]:
    query = select(Remark).where(Remark.review_id == review_id, Remark.said_at <= until).order_by(col(Remark.id))
    return (await session.exec(query)).all()


async def notes_of(session: AsyncSession, decision: Decision) -> tuple[Note, ...]:
    """What was asked for: every remark up to the decision, and the words that came with it from elsewhere."""
    said = await said_about(session, decision.review_id, decision.decided_at)
    notes = [Note.model_validate(remark, from_attributes=True) for remark in said]
    if decision.note and (not notes or decision.channel not in (Channel.TELEGRAM, Channel.AI)):
        notes.append(read_told(decision.note))
    return tuple(notes)
