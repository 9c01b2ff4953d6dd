"""Owns a worker without claims: it remembers neither the effects that were done nor an open attempt to publish."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from deployments.cli import app
from models.domain.effects import EffectKind
from models.store import attempts, effects
from models.store.effects import Hold


async def _claims_nothing(
    session: AsyncSession, _key: str, _kind: EffectKind, _now: datetime, hold: Hold | None
) -> None:
    if hold is not None:
        await effects.require_hold(session, hold)


async def _records_nothing(_session: AsyncSession, _key: str, _outcome: object, _now: datetime) -> bool:
    return True


async def _knows_no_attempt(_session: AsyncSession, _article_id: int) -> None:
    return None


def break_guard() -> None:
    vars(effects).update(claim=_claims_nothing, record=_records_nothing)
    vars(attempts).update(open_attempt=_knows_no_attempt)


if __name__ == "__main__":
    break_guard()
    app(["run", "worker"])
