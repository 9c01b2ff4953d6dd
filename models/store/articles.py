"""Owns the queries about articles, their revisions, images and their story so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from models.domain.article import STOPPED, Stage, require_move
from models.domain.errors import Refused
from models.statements import execute, statement
from models.tables import Account, Article, Event, Image, Revision, RevisionBlock


@dataclass(frozen=True)
class RunOf:
    """The run of an article, if it has one, and what that is called by."""

    flow_run_id: UUID | None
    topic: str
    label: str


_RUN_OF = statement(
    """
    select article.flow_run_id, article.topic, account.label
    from article join account on account.id = article.account_id where article.id = :article
    """
)


async def article(session: AsyncSession, article_id: int, *, for_change: bool = False) -> Article:
    found = await session.get(Article, article_id, with_for_update=for_change)
    if found is None:
        raise Refused(f"There is no article {article_id}.")
    return found


async def known(session: AsyncSession, article_id: int) -> Article | None:
    return await session.get(Article, article_id)


async def article_and_account(session: AsyncSession, article_id: int) -> tuple[Article, Account]:
    found = (await session.exec(_with_account(), params={"article": article_id})).first()
    if found is None:
        raise Refused(f"There is no article {article_id}.")
    return found


@cache  # every tap asks it, and to build it takes as long as to ask it
def _with_account() -> Select[Article, Account]:
    query = select(Article, Account).join(Account, col(Account.id) == Article.account_id)
    return query.where(Article.id == bindparam("article"))


async def run_of(session: AsyncSession, article_id: int) -> RunOf | None:
    found = (await execute(session, _RUN_OF, article=article_id)).first()
    return None if found is None else RunOf(*found)


async def article_of_run(session: AsyncSession, flow_run_id: UUID) -> Article | None:
    return (await session.exec(select(Article).where(Article.flow_run_id == flow_run_id))).first()


async def articles(session: AsyncSession, account_id: int | None = None) -> Sequence[Article]:
    query = select(Article).order_by(col(Article.publish_at))
    return (await session.exec(query if account_id is None else query.where(Article.account_id == account_id))).all()


async def newest(session: AsyncSession, seen: Collection[int] | None, limit: int) -> Sequence[Article]:
    """Of the accounts among `seen`, where none stands for all; what only waits in the queue comes last."""
    order = (col(Article.stage) == Stage.QUEUED, col(Article.id).desc())
    query = select(Article).order_by(*order).limit(limit)
    return (await session.exec(query if seen is None else query.where(col(Article.account_id).in_(seen)))).all()


async def imported(session: AsyncSession, account_id: int, keys: Collection[str]) -> dict[str, Article]:
    """What was imported before, by its key."""
    query = select(Article).where(Article.account_id == account_id, col(Article.import_key).in_(keys))
    return {each.import_key or "": each for each in (await session.exec(query)).all()}


async def due(session: AsyncSession, now: datetime, limit: int = 500) -> Sequence[Article]:
    """Queued articles whose time minus the account's lead time has come, the most urgent first.

    Those whose time passed in the queue are left to the account's deadline rule.
    """
    lead, grace = (_minutes(column) for column in (Account.lead_minutes, Account.grace_minutes))
    farthest = select(func.max(Account.lead_minutes)).scalar_subquery()  # bounds the look into the index
    query = (
        select(Article)
        .join(Account, col(Account.id) == Article.account_id)
        .where(
            Article.stage == Stage.QUEUED,
            col(Article.flow_run_id).is_(None),
            col(Account.is_paused).is_(False),
            Article.publish_at <= now + _minutes(farthest),
            Article.publish_at - lead <= now,
            (Article.publish_at + grace >= now) | (Article.stage_since > Article.publish_at),
        )
        .order_by(col(Article.publish_at), col(Article.id))
        .limit(limit)
    )
    return (await session.exec(query)).all()


def _minutes(number: object) -> Any:
    return func.make_interval(0, 0, 0, 0, 0, number)


def move(session: AsyncSession, article: Article, there: Stage, now: datetime, reason: str = "") -> None:
    """Take the article to another stage and write it into its story."""
    require_move(article.stage, there)
    if there in STOPPED and article.stage not in STOPPED:
        article.stopped_at_stage = article.stage
    else:
        article.failed_runs = article.deaths = article.times_moved = 0  # it got on: what went wrong before is over
    article.refused_call = None
    article.stage, article.stage_since, article.reason, article.told_at = there, now, reason, None
    session.add(article)
    tell(session, article.id, f"{there.sentence}{': ' + reason if reason else ''}", now)


def tell(session: AsyncSession, article_id: int, text: str, now: datetime, person_id: int | None = None) -> None:
    session.add(Event(article_id=article_id, at=now, text=text, person_id=person_id))


async def story(session: AsyncSession, article_id: int) -> Sequence[Event]:
    return (await session.exec(select(Event).where(Event.article_id == article_id).order_by(col(Event.id)))).all()


async def revision(session: AsyncSession, article: Article) -> Revision | None:
    return None if article.revision_id is None else await session.get(Revision, article.revision_id)


async def blocks_of(session: AsyncSession, revision_id: int) -> Sequence[RevisionBlock]:
    query = select(RevisionBlock).where(RevisionBlock.revision_id == revision_id).order_by(col(RevisionBlock.position))
    return (await session.exec(query)).all()


async def last_number(session: AsyncSession, article_id: int) -> int:
    """The number of the article's newest revision, 0 where there is none."""
    found = await session.exec(select(func.max(Revision.number)).where(Revision.article_id == article_id))
    return found.one() or 0


async def newest_images(session: AsyncSession, article_id: int) -> dict[str, Image]:
    """The newest try of each slot."""
    found = await session.exec(_images(), params={"article": article_id})
    return {image.slot: image for image in found.all()}


@cache
def _images() -> SelectOfScalar[Image]:
    query = select(Image).where(Image.article_id == bindparam("article"), col(Image.gone_at).is_(None))
    return query.order_by(col(Image.number), col(Image.id))


async def last_image_numbers(session: AsyncSession, article_id: int) -> dict[str, int]:
    """Of each slot, with those that were taken out: a number names what was paid for, and is given once."""
    query = select(Image.slot, func.max(Image.number)).where(Image.article_id == article_id).group_by(Image.slot)
    return dict((await session.exec(query)).all())


async def post_ids(session: AsyncSession) -> frozenset[str | None]:
    """Stories on Medium that are known to be an article's: no other article can be the same one."""
    query = select(Article.medium_post_id).where(col(Article.medium_post_id).is_not(None))
    return frozenset((await session.exec(query)).all())
