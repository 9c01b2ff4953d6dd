"""Owns how an article is put into the queue, from any channel: kept, told in its story, and started if it is due."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.resuming import start_run
from integrations.services import Services
from models.domain.schedule import is_due
from models.store import articles
from models.tables import Account, Article


async def put_in_queue(
    session: AsyncSession, account: Account, topic: str, brief: str, publish_at: datetime, now: datetime
) -> Article:
    article = Article(
        account_id=account.id, topic=topic, brief=brief, publish_at=publish_at, stage_since=now, created_at=now
    )
    session.add(article)
    await session.flush()
    articles.tell(session, article.id, "was queued", now)
    return article


async def start_if_due(desk: Services, article: Article, account: Account) -> None:
    """`dispatch` would, within a minute."""
    is_now = is_due(article.publish_at, timedelta(minutes=account.lead_minutes), desk.clock())
    if is_now and not account.is_paused:
        await start_run(desk, article.id)
