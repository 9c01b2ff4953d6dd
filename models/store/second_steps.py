"""Owns the queries about the second step at a login."""

from collections.abc import Sequence

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import RecoveryCode, SecondStep


async def of_person(session: AsyncSession, person_id: int, *, for_use: bool = False) -> SecondStep | None:
    """Whether it counts yet or not. Who uses it keeps all others waiting, so that no code is tried twice at once."""
    return await session.get(SecondStep, person_id, with_for_update=for_use)


async def is_wanted(session: AsyncSession, person_id: int) -> bool:
    found = await of_person(session, person_id)
    return found is not None and found.confirmed_at is not None


async def recovery_code(session: AsyncSession, person_id: int, code_hash: str) -> RecoveryCode | None:
    """One that was not used."""
    found = await session.get(RecoveryCode, code_hash, with_for_update=True)
    return found if found and found.person_id == person_id and found.used_at is None else None


async def codes_left(session: AsyncSession, person_id: int) -> int:
    query = select(func.count()).where(RecoveryCode.person_id == person_id, col(RecoveryCode.used_at).is_(None))
    return (await session.exec(query)).one()


async def replace_codes(session: AsyncSession, person_id: int, code_hashes: Sequence[str]) -> None:
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    session.add_all(RecoveryCode(code_hash=each, person_id=person_id) for each in code_hashes)


async def end(session: AsyncSession, person_id: int) -> None:
    """Of whoever has none, too."""
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    await session.exec(delete(SecondStep).where(col(SecondStep.person_id) == person_id))
