"""Owns the queries about the line of a Medium token: taken by one request at a time, whichever process makes it."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import TokenLine


async def take(session: AsyncSession, digest: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Ours, where the token has rested and no request with it is under way, or its holder has died."""
    is_free = (col(TokenLine.free_at) <= now) & (col(TokenLine.holder).is_(None) | (col(TokenLine.held_until) <= now))
    taken = await session.exec(
        insert(TokenLine)
        .values(token_digest=digest, free_at=now, holder=holder, held_until=now + length, refusals=0)
        .on_conflict_do_update(
            index_elements=["token_digest"], set_={"holder": holder, "held_until": now + length}, where=is_free
        )
        .returning(col(TokenLine.token_digest))
    )
    return taken.first() is not None


async def renew(session: AsyncSession, digest: str, holder: str, until: datetime) -> None:
    ours = (col(TokenLine.token_digest) == digest, col(TokenLine.holder) == holder)
    await session.exec(update(TokenLine).where(*ours).values(held_until=until))


async def give_back(session: AsyncSession, digest: str, holder: str, free_at: datetime, refusals: int) -> None:
    """The next request goes when the token has rested; a pause that Medium asked for meanwhile stays."""
    ours = (col(TokenLine.token_digest) == digest, col(TokenLine.holder) == holder)
    later = func.greatest(col(TokenLine.free_at), free_at)
    freed = {"holder": None, "held_until": None, "free_at": later, "refusals": refusals}
    await session.exec(update(TokenLine).where(*ours).values(**freed))


async def line_of(session: AsyncSession, digest: str) -> TokenLine | None:
    return await session.get(TokenLine, digest)
