"""Owns the tables of the versions of a text, block by block."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Moment, Word, json_list
from models.domain.effects import RevisionBy
from models.domain.markdown import BlockKind


class Revision(SQLModel, table=True):
    """One version of the text; its body is its blocks in order."""

    __table_args__ = (UniqueConstraint("article_id", "number", name="revision_number_once"),)

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    number: int
    title: str
    subtitle: str = ""
    by: RevisionBy = Field(sa_type=Word(RevisionBy))
    notes: str = ""
    warnings: list[str] = json_list()  # what the checks still found when the writer was shown it
    is_head_locked: bool = False  # title and subtitle are the writer's own
    prompt_version: str = ""  # of a model's revision: by which wording of the prompts it was made
    created_at: Moment


class RevisionBlock(SQLModel, table=True):
    """A block of a revision. `block_id` stays the same from version to version; a locked block is the writer's own."""

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    position: int = Field(primary_key=True)
    block_id: UUID
    kind: BlockKind = Field(sa_type=Word(BlockKind))
    text: str
    is_locked: bool = False
