"""Owns the queries that show articles in lists: only what a line needs is read, whatever the number of articles."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlmodel import case, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.columns import only
from models.domain.article import Stage
from models.domain.status import Status
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
_LONGEST_NUMBER: Final = 9  # of digits: what is longer is no number of an article


class Order(StrEnum):
    """What stands first in a list."""

    CHANGED = "changed"
    SOONEST = "soonest"
    LATEST = "latest"
    TITLE = "title"
    STATUS = "status"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Wanted:
    """Which articles a list shows: those of some accounts, narrowed by words, and in an order."""

    seen: Collection[int] | None
    status: Status | None = None
    words: str = ""
    order: Order = Order.CHANGED


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


async def page_of(session: AsyncSession, wanted: Wanted, number: int, size: int) -> list[Listed]:
    """Counted from 1."""
    query = listed().where(*_where(wanted)).order_by(*_ORDERS[wanted.order], col(Article.id))
    return await lines(session, query.limit(size).offset((number - 1) * size))


async def how_many(session: AsyncSession, wanted: Wanted) -> dict[Stage, int]:
    """By stage, of all statuses, so that a list can say how many each of them has."""
    query = select(Article.stage, func.count()).where(*_where(wanted, with_status=False))
    if wanted.words:
        query = query.join(Revision, col(Revision.id) == Article.revision_id, isouter=True)
    found: Any = (await session.exec(query.group_by(col(Article.stage)))).all()
    return dict(found)


def _where(wanted: Wanted, *, with_status: bool = True) -> list[Any]:
    """Every word has to be in the title or the topic; a number may be that of the article."""
    found = [among(wanted.seen)]
    if wanted.status is not None and with_status:
        found.append(col(Article.stage).in_(wanted.status.stages))
    return found + [_has(word) for word in wanted.words.split()]


def _has(word: str) -> Any:
    has = col(Article.topic).icontains(word, autoescape=True) | col(Revision.title).icontains(word, autoescape=True)
    number = word.removeprefix("#")
    is_number = number.isdecimal() and number.isascii() and len(number) <= _LONGEST_NUMBER
    return has | (col(Article.id) == int(number)) if is_number else has


_LIVED: Final = case({stage: place for place, stage in enumerate(Stage)}, value=col(Article.stage))
_ORDERS: Final[Mapping[Order, tuple[Any, ...]]] = {
    Order.CHANGED: (col(Article.stage_since).desc(),),
    Order.SOONEST: (col(Article.publish_at),),
    Order.LATEST: (col(Article.publish_at).desc(),),
    Order.TITLE: (func.lower(TITLE),),
    Order.STATUS: (_LIVED, col(Article.publish_at)),
    Order.ACCOUNT: (col(Account.label), col(Article.publish_at)),
}
