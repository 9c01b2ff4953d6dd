"""Owns how an article is put into the queue, from any channel: its time, kept, told in its story, started if due."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.article_settings import OwnSettings
from integrations.resuming import start_run
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.incoming import LONGEST_BRIEF
from models.domain.new_article import read_topic
from models.domain.schedule import in_zone, is_due, writing_starts_at
from models.domain.sources import Given
from models.domain.typed_time import read_time
from models.domain.zones import Settled
from models.store import articles, calendar, sources
from models.tables import Account, Article, Source

NEXT_SLOT: Final = "That is the account's next free slot."


@dataclass(frozen=True)
class Wanted:
    """What somebody wants written. What has the same key is queued once, however often it is sent."""

    topic: str
    brief: str = ""
    category: str = ""
    given: Sequence[Given] = ()
    own: OwnSettings = field(default_factory=OwnSettings)
    key: str | None = None


async def time_for(session: AsyncSession, account: Account, typed: str, now: datetime) -> Settled:
    """The time that was typed; a topic without one takes the next free slot that leaves it its lead time."""
    if typed.strip():
        return read_time(typed, account.zone, now)
    [slot] = await calendar.slots_for_topics(session, account.id, now)
    return Settled(slot, NEXT_SLOT)


def read_brief(text: str) -> str:
    brief = text.strip()
    if len(brief) > LONGEST_BRIEF:
        raise Refused(f"The brief has {len(brief)} characters, and at most {LONGEST_BRIEF} are told to the model.")
    return brief


async def queue(
    session: AsyncSession,
    account: Account,
    wanted: Wanted,
    publish_at: datetime,
    now: datetime,
    person_id: int | None = None,
) -> tuple[Article, Sequence[Source]]:
    """The article with the sources that came with it; the one that is there already where it was sent before."""
    if wanted.key and (known := await articles.imported(session, account.id, [wanted.key])):
        return known[wanted.key], ()
    own = wanted.own
    article = Article(
        account_id=account.id,
        topic=read_topic(wanted.topic),
        brief=wanted.brief,
        category=wanted.category,
        import_key=wanted.key,
        custom_prompt=own.prompt,
        overrides=dict(own.overrides),
        options=dict(own.options),
        tags=list(own.tags),
        publish_at=publish_at,
        stage_since=now,
        created_at=now,
    )
    session.add(article)
    await session.flush()
    articles.tell(session, article.id, "was queued", now, person_id)
    kept = [source for each in wanted.given for source in await sources.add(session, article, each, now)]
    return article, kept


def writing_begins(publish_at: datetime, account: Account, now: datetime) -> str:
    begins = writing_starts_at(publish_at, timedelta(minutes=account.lead_minutes))
    return "within a minute" if begins <= now else in_zone(begins, account.zone)


async def start_if_due(desk: Services, article: Article, account: Account) -> None:
    """`dispatch` would, within a minute."""
    is_now = is_due(article.publish_at, timedelta(minutes=account.lead_minutes), desk.clock())
    if is_now and not account.is_paused:
        await start_run(desk, article.id)
