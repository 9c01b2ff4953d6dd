"""Owns the queries that show articles in lists: only what a line needs is read, whatever the number of articles."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.columns import only
from models.tables import Account, Article, Revision

_OF_ARTICLE = only(
    Article.account_id,
    Article.topic,
    Article.stage,
    Article.stage_since,
    Article.reason,
    Article.publish_at,
    Article.published_at,
    Article.medium_url,
)
TITLE = func.coalesce(func.nullif(col(Revision.title), ""), col(Article.topic))


@dataclass(frozen=True)
class Listed:
    """An article as a line of a list; its title is that of its text, or its topic while there is none."""

    article: Article
    title: str
    account: str
    zone: str


def listed() -> Any:
    """The start of every list; `lines` reads it."""
    return (
        select(Article, TITLE, Account)
        .join(Account, col(Account.id) == Article.account_id)
        .join(Revision, col(Revision.id) == Article.revision_id, isouter=True)
        .options(_OF_ARTICLE, only(Account.label, Account.zone))
    )


async def lines(session: AsyncSession, query: Any) -> list[Listed]:
    found = (await session.exec(query)).all()
    return [Listed(article, title, account.label, account.zone) for article, title, account in found]


def among(seen: Collection[int] | None) -> Any:
    """Those of these accounts, where none stands for all."""
    return True if seen is None else col(Article.account_id).in_(seen)
