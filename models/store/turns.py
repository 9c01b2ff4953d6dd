"""Owns the queries about turns: when each approved article of a Medium profile goes out whose time has come.

Who takes a turn, or moves some, locks the profile first, so that two who come at the same moment are given two.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.domain.effects import MADE_NO_STORY
from models.store.profiles import accounts_of_person
from models.tables import Account, Article, PublishAttempt, PublishTurn

_STILL_TO_GO = (Stage.SCHEDULED, Stage.PUBLISHING)


def profile_of(account: Account) -> str:
    """Every account whose token posts as the same person stands in one line."""
    return account.medium_user_id or f"account {account.id}"


async def lock(session: AsyncSession, account: Account) -> None:
    """Until this transaction ends."""
    connection = await session.connection()
    taken = text("select pg_advisory_xact_lock(hashtext(:line))")
    await connection.execute(taken, {"line": f"turns of {profile_of(account)}"})


async def turn_of(session: AsyncSession, article: Article) -> PublishTurn | None:
    """The one that it was given for the time that is approved now."""
    turn = await session.get(PublishTurn, article.id, populate_existing=True)
    return turn if turn is not None and turn.publish_at == article.publish_at else None


async def others(session: AsyncSession, account: Account, article_id: int | None) -> Sequence[datetime]:
    """When others of the profile go that have a turn and did not go yet, in order."""
    posted = exists().where(
        col(PublishAttempt.article_id) == PublishTurn.article_id,
        col(PublishAttempt.outcome).not_in(MADE_NO_STORY),
    )
    query = (
        select(PublishTurn.goes_at)
        .join(Article, col(Article.id) == PublishTurn.article_id)
        .where(
            col(Article.account_id).in_(accounts_of_person(account)),
            PublishTurn.publish_at == Article.publish_at,
            PublishTurn.article_id != article_id,
            col(Article.stage).in_(_STILL_TO_GO),
            ~posted,
        )
        .order_by(col(PublishTurn.goes_at))
    )
    return (await session.exec(query)).all()


async def give(session: AsyncSession, article: Article, account: Account, goes_at: datetime, ahead: int) -> None:
    turn = PublishTurn(
        article_id=article.id,
        profile=profile_of(account),
        publish_at=article.publish_at,
        goes_at=goes_at,
        ahead=ahead,
    )
    await session.merge(turn)


async def push_back(session: AsyncSession, account: Account, until: datetime, apart: timedelta) -> None:
    """Nobody of the profile goes before that moment, and after it they go in the order that they had."""
    query = (
        select(PublishTurn)
        .join(Article, col(Article.id) == PublishTurn.article_id)
        .where(PublishTurn.profile == profile_of(account), col(Article.stage).in_(_STILL_TO_GO))
        .order_by(col(PublishTurn.goes_at), col(PublishTurn.article_id))
    )
    free = until
    for turn in (await session.exec(query)).all():
        turn.goes_at = max(turn.goes_at, free)
        free = turn.goes_at + apart
        session.add(turn)
