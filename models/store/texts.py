"""Owns how a text is kept: a revision and its ordered blocks, and the text again from them, byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.errors import Refused
from models.domain.markdown import split_blocks
from models.domain.passages import carry_ids
from models.domain.review import text_hash
from models.domain.slots import text_without_slots
from models.store import articles
from models.tables import Article, Revision, RevisionBlock


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
    def approved_hash(self) -> str:
        return text_hash(self.revision.title, self.revision.subtitle, text_without_slots(self.body))


async def current(session: AsyncSession, article: Article) -> Text | None:
    revision = await articles.revision(session, article)
    return None if revision is None else await read(session, revision)


async def require_current(session: AsyncSession, article: Article) -> Text:
    text = await current(session, article)
    if text is None:
        raise Refused(f"Article {article.id} has no text yet.")
    return text


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
) -> Text:
    """Keep a new revision and make it the article's current one; passages keep their ids and their locks."""
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
        created_at=now,
    )
    session.add(revision)
    await session.flush()
    blocks = _blocks(revision.id, draft.body, before)
    session.add_all(blocks)
    article.revision_id = revision.id
    session.add(article)
    await session.flush()
    return Text(revision, tuple(blocks))


def _blocks(revision_id: int, body: str, before: Text | None) -> list[RevisionBlock]:
    parts = split_blocks(body)
    old = before.blocks if before else ()
    locked = {block.block_id for block in old if block.is_locked}
    ids = carry_ids([(block.block_id, block.text) for block in old], [part.text for part in parts], uuid4)
    return [
        RevisionBlock(
            revision_id=revision_id,
            position=position,
            block_id=block_id,
            kind=part.kind,
            text=part.text,
            is_locked=block_id in locked,
        )
        for position, (block_id, part) in enumerate(zip(ids, parts, strict=True))
    ]
