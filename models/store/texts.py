"""Owns how a text is kept: a revision and its ordered blocks, and the text again from them, byte for byte."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import uuid4

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.errors import Refused
from models.domain.markdown import split_blocks
from models.domain.passages import origins
from models.domain.review import text_hash
from models.domain.slots import text_without_slots
from models.domain.wishes import NOTHING, Place, Version
from models.statements import execute, statement
from models.store import articles
from models.tables import Article, Revision, RevisionBlock

_KNOWN = "texts"
_NO_TEXT = "Article {} has no text yet."
_BODY = statement(
    "select coalesce(string_agg(text, '' order by position), '') from revisionblock where revision_id = :revision"
)


@dataclass(frozen=True)
class Text:
    """A revision with its text put together."""

    revision: Revision
    blocks: tuple[RevisionBlock, ...]

    @property
    def body(self) -> str:
        return "".join(block.text for block in self.blocks)

    @property
    def draft(self) -> Draft:
        return Draft(title=self.revision.title, subtitle=self.revision.subtitle, body=self.body)

    @property
    def version(self) -> Version:
        """As the domain sees it when something is asked for."""
        return Version(
            self.draft,
            tuple(str(block.block_id) for block in self.blocks),
            frozenset(block.position for block in self.blocks if block.is_locked),
            self.revision.is_head_locked,
        )

    @property
    def approved_hash(self) -> str:
        return text_hash(self.revision.title, self.revision.subtitle, text_without_slots(self.body))


async def current(session: AsyncSession, article: Article) -> Text | None:
    """Read once in a transaction, however many look at it: a revision gets no other passages."""
    if article.revision_id is None:
        return None
    known: dict[int, Text] = session.info.setdefault(_KNOWN, {})
    if article.revision_id not in known:
        known[article.revision_id] = await _whole(session, article.revision_id)
    return known[article.revision_id]


async def _whole(session: AsyncSession, revision_id: int) -> Text:
    rows = (await session.exec(_with_blocks(), params={"revision": revision_id})).all()
    return Text(rows[0][0], tuple(block for _, block in rows if block is not None))


@cache  # every tap asks it several times, and to build it takes as long as to ask it
def _with_blocks() -> Select[Revision, RevisionBlock]:
    return (
        select(Revision, RevisionBlock)
        .join(RevisionBlock, col(RevisionBlock.revision_id) == Revision.id, isouter=True)
        .where(Revision.id == bindparam("revision"))
        .order_by(col(RevisionBlock.position))
    )


async def body_of(session: AsyncSession, article: Article) -> str | None:
    """The current text alone, for who reads it and changes nothing: a tenth of what its passages cost."""
    if article.revision_id is None:
        return None
    body: str = (await execute(session, _BODY, revision=article.revision_id)).scalar_one()
    return body


async def require_body(session: AsyncSession, article: Article) -> str:
    body = await body_of(session, article)
    if body is None:
        raise Refused(_NO_TEXT.format(article.id))
    return body


async def require_current(session: AsyncSession, article: Article) -> Text:
    text = await current(session, article)
    if text is None:
        raise Refused(_NO_TEXT.format(article.id))
    return text


async def at_revision(session: AsyncSession, revision_id: int) -> Text | None:
    revision = await session.get(Revision, revision_id)
    return None if revision is None else await read(session, revision)


async def read(session: AsyncSession, revision: Revision) -> Text:
    return Text(revision, tuple(await articles.blocks_of(session, revision.id)))


async def save(
    session: AsyncSession,
    article: Article,
    draft: Draft,
    by: RevisionBy,
    now: datetime,
    notes: str = "",
    *,
    warnings: Sequence[str] = (),
    prompt_version: str = "",
    came_from: Sequence[int | None] | None = None,
    unlocked: Place = NOTHING,
) -> Text:
    """Keep a new revision and make it the article's current one; passages keep their ids and their locks.

    `came_from` tells for each passage which one of the current revision it is; else that is told by their texts.
    """
    before = await current(session, article)
    revision = Revision(
        article_id=article.id,
        number=await articles.last_number(session, article.id) + 1,
        title=draft.title,
        subtitle=draft.subtitle,
        by=by,
        notes=notes,
        warnings=list(warnings),
        prompt_version=prompt_version,
        is_head_locked=before is not None and before.revision.is_head_locked and not unlocked.title,
        created_at=now,
    )
    session.add(revision)
    await session.flush()
    blocks = _blocks(revision.id, draft.body, before, came_from, unlocked.blocks)
    session.add_all(blocks)
    article.revision_id, article.title = revision.id, draft.title
    session.add(article)
    await session.flush()
    return Text(revision, tuple(blocks))


def _blocks(
    revision_id: int, body: str, before: Text | None, came_from: Sequence[int | None] | None, unlocked: frozenset[int]
) -> list[RevisionBlock]:
    parts = split_blocks(body)
    old = before.blocks if before else ()
    if came_from is None:
        came_from = origins([block.text for block in old], [part.text for part in parts])
    return [
        RevisionBlock(
            revision_id=revision_id,
            position=position,
            block_id=uuid4() if origin is None else old[origin].block_id,
            kind=part.kind,
            text=part.text,
            is_locked=origin is not None and old[origin].is_locked and origin not in unlocked,
        )
        for position, (origin, part) in enumerate(zip(came_from, parts, strict=True))
    ]


def lock(session: AsyncSession, text: Text, positions: Iterable[int], *, head: bool = False) -> None:
    """These passages are the writer's own from now on: no model changes them until the writer unlocks them."""
    own = frozenset(positions)
    for block in text.blocks:
        block.is_locked = block.is_locked or block.position in own
    text.revision.is_head_locked = text.revision.is_head_locked or head
    session.add_all([text.revision, *text.blocks])


def unlock(session: AsyncSession, text: Text, positions: Iterable[int], *, head: bool = False) -> None:
    freed = frozenset(positions)
    for block in text.blocks:
        block.is_locked = block.is_locked and block.position not in freed
    text.revision.is_head_locked = text.revision.is_head_locked and not head
    session.add_all([text.revision, *text.blocks])
