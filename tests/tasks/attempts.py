"""Owns what the tests of publishing count: the attempts that were written down, and the posts that Medium received."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlmodel import col, select

from integrations.services import Services
from models.domain.effects import AttemptOutcome
from models.domain.errors import Unknown
from models.store import attempts
from models.store.attempts import Intent
from models.tables import Account, Article, PublishAttempt
from tasks.publishing import publish
from tests.builders import a_sealed_article
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]


async def attempts_of(desk: Services, article: Article) -> list[PublishAttempt]:
    async with desk.database.session() as session:
        query = select(PublishAttempt).where(PublishAttempt.article_id == article.id)
        return list((await session.exec(query.order_by(col(PublishAttempt.number)))).all())


async def an_attempt(
    desk: Services, article: Article, at: datetime, outcome: AttemptOutcome = AttemptOutcome.POSTED
) -> None:
    async with desk.database.session() as session:
        attempt = await attempts.intend(session, article.id, Intent("a seal", "a fingerprint"), at)
        attempts.close(session, attempt, outcome, at, "")


async def posts_received(outside: Outside) -> int:
    return len(await outside.calls("medium", "post"))


async def change_defaults(desk: Services, article: Article) -> None:
    async with desk.database.session() as session:
        (await session.get_one(Account, article.account_id)).options = {"notify_followers": True}


async def a_lost_article(
    desk: Services, outside: Outside, under_lease: Take, *, kind: str = "cut_before", feed_delay: float = 0
) -> Article:
    """Its post was made, or not, and nobody here heard of it."""
    article = await a_sealed_article(desk)
    await outside.post("medium/feed_delay", seconds=feed_delay)
    await outside.suffer("medium", "post", kind)
    with pytest.raises(Unknown):
        await under_lease(publish, article.id)
    return article
