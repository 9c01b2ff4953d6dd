"""Owns a worker without a fence: it goes on with an article that was taken over while it slept."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from deployments.cli import app
from models.domain.effects import EffectKind
from models.store import articles, effects
from models.store.effects import Hold
from models.tables import Article, Json

_claim = effects.claim


async def _holds_for_ever(_session: AsyncSession, _hold: Hold) -> None:
    return


async def _gives_for_ever(session: AsyncSession, article_id: int, _hold: Hold) -> Article:
    return await articles.article(session, article_id, for_change=True)


async def _renews_for_ever(_session: AsyncSession, hold: Hold, now: datetime) -> bool:
    hold.until = now + hold.length
    return True


async def _claims_for_ever(
    session: AsyncSession, key: str, kind: EffectKind, now: datetime, _hold: Hold | None
) -> Json | None:
    return await _claim(session, key, kind, now, None)


def break_guard() -> None:
    vars(effects).update(
        require_hold=_holds_for_ever,
        article_under=_gives_for_ever,
        renew_lease=_renews_for_ever,
        claim=_claims_for_ever,
    )


if __name__ == "__main__":
    break_guard()
    app(["run", "worker"])
