"""Owns the queries about remarks: what people said about what is under review, each once, and what a decision means."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.notes import Note, read_note
from models.domain.review import Channel
from models.tables import Decision, Remark


async def keep(
    session: AsyncSession, review_id: int, source: str, note: Note, now: datetime, *, person_id: int | None = None
) -> None:
    """Keep what was said; the same message again changes nothing."""
    kept = note.model_dump(exclude={"block_ids"}) | {"block_ids": list(note.block_ids)}
    row = {"review_id": review_id, "source": source, "person_id": person_id, "said_at": now}
    await session.exec(insert(Remark).values(**row, **kept).on_conflict_do_nothing(index_elements=["source"]))


async def said_about(session: AsyncSession, review_id: int, until: datetime) -> Sequence[Remark]:
    query = select(Remark).where(Remark.review_id == review_id, Remark.said_at <= until).order_by(col(Remark.id))
    return (await session.exec(query)).all()


async def notes_of(session: AsyncSession, decision: Decision) -> tuple[Note, ...]:
    """What was asked for: every remark up to the decision, and the words that came with it from elsewhere."""
    said = await said_about(session, decision.review_id, decision.decided_at)
    notes = [Note.model_validate(remark, from_attributes=True) for remark in said]
    if decision.note and (not notes or decision.channel not in (Channel.TELEGRAM, Channel.AI)):
        notes.append(read_note(decision.note))
    return tuple(notes)
