"""Owns the queries that show articles in lists: only what a line needs is read, whatever the number of articles."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ARRAY, Integer, all_, any_, literal
from sqlalchemy.dialects.postgresql import array
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
AT = func.coalesce(col(Article.published_at), col(Article.publish_at))  # it went out, or is to go out
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
class Look:
    """How many there are by stage, of all statuses, so that a list can say so; `ids` are those with the words."""

    wanted: Wanted
    numbers: Mapping[Stage, int]
    ids: Sequence[int] | None

    @property
    def in_all(self) -> int:
        """Of the status that is wanted."""
        return sum(number for stage, number in self.numbers.items() if _is_wanted(self.wanted, stage))


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


async def first_lines(session: AsyncSession, where: Sequence[Any], order: Sequence[Any], limit: int) -> list[Listed]:
    """Which they are is found before anything is joined to them, so that the rest costs nothing."""
    return await _lines_of(session, select(Article.id).where(*where).order_by(*order).limit(limit), order)


async def _lines_of(session: AsyncSession, picked: Any, order: Sequence[Any]) -> list[Listed]:
    return await lines(session, listed().where(col(Article.id).in_(picked.correlate(None))).order_by(*order))


def among(seen: Collection[int] | None) -> Any:
    """Those of these accounts, where none stands for all."""
    return True if seen is None else col(Article.account_id).in_(seen)


async def look(session: AsyncSession, wanted: Wanted) -> Look:
    """How many there are, and, where words are looked for, which ones: they are read once and not twice."""
    if not wanted.words:
        counted = select(Article.stage, func.count()).where(among(wanted.seen))
        numbers: Any = (await session.exec(counted.group_by(col(Article.stage)))).all()
        return Look(wanted, dict(numbers), None)
    having = (
        select(Article.stage, func.array_agg(Article.id))
        .join(Revision, col(Revision.id) == Article.revision_id, isouter=True)
        .where(among(wanted.seen), *_having(wanted.words.split()))
    )
    found: Any = (await session.exec(having.group_by(col(Article.stage)))).all()
    ids = [each for stage, of_stage in found if _is_wanted(wanted, stage) for each in of_stage]
    return Look(wanted, {stage: len(of_stage) for stage, of_stage in found}, ids)


async def page_of(session: AsyncSession, looked: Look, number: int, size: int) -> list[Listed]:
    """Counted from 1."""
    wanted = looked.wanted
    order = _ORDERS[wanted.order]
    picked: Any = select(Article.id)
    if wanted.order is Order.ACCOUNT:
        picked = picked.join(Account, col(Account.id) == Article.account_id)
    if wanted.order is Order.TITLE:
        picked = picked.join(Revision, col(Revision.id) == Article.revision_id, isouter=True)
    if looked.ids is not None:
        picked = picked.where(col(Article.id) == any_(literal(looked.ids, ARRAY(Integer))))
    else:
        picked = picked.where(among(wanted.seen))
        picked = picked if wanted.status is None else picked.where(col(Article.stage).in_(wanted.status.stages))
    return await _lines_of(session, picked.order_by(*order).limit(size).offset((number - 1) * size), order)


def _is_wanted(wanted: Wanted, stage: Stage) -> bool:
    return wanted.status is None or stage in wanted.status.stages


def _having(words: Sequence[str]) -> list[Any]:
    """Every word has to be in the title or the topic; a number may be that of the article."""
    numbers = {word: number for word in words if (number := _number(word)) is not None}
    plain = [_pattern(word) for word in words if word not in numbers]
    found: list[Any] = [_TEXT.like(all_(array(plain)))] if plain else []
    return found + [_TEXT.like(_pattern(word)) | (col(Article.id) == number) for word, number in numbers.items()]


def _pattern(word: str) -> Any:
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    return func.lower(f"%{escaped}%")


def _number(word: str) -> int | None:
    number = word.removeprefix("#")
    is_number = number.isdecimal() and number.isascii() and len(number) <= _LONGEST_NUMBER
    return int(number) if is_number else None


# Both in one text, in small letters once for all the words: no word can go over the line between them.
_TEXT: Final = func.lower(col(Article.topic) + "\n" + func.coalesce(col(Revision.title), ""))
_LIVED: Final = case({stage: place for place, stage in enumerate(Stage)}, value=col(Article.stage))
_ORDERS: Final[Mapping[Order, tuple[Any, ...]]] = {
    Order.CHANGED: (col(Article.stage_since).desc(), col(Article.id).desc()),
    Order.SOONEST: (col(Article.publish_at), col(Article.id)),
    Order.LATEST: (col(Article.publish_at).desc(), col(Article.id)),
    Order.TITLE: (func.lower(TITLE), col(Article.id)),
    Order.STATUS: (_LIVED, col(Article.publish_at), col(Article.id)),
    Order.ACCOUNT: (col(Account.label), col(Article.publish_at), col(Article.id)),
}
