"""Owns the tables of articles, with what came with the topic and their story for people."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list, json_object, maybe_json_list
from models.domain.article import Stage


class Article(SQLModel, table=True):
    """A topic on its way to Medium, with everything that is needed to go on from its stage."""

    __table_args__ = (
        Index("article_due", "publish_at", postgresql_where=text("stage = 'queued'")),
        Index("article_of_account", "account_id", "publish_at"),
        Index("article_by_stage", "stage", "publish_at", postgresql_include=["account_id"]),
        Index("article_begun", "stage", postgresql_where=text("flow_run_id is not null")),
        Index("article_untold", "stage", postgresql_where=text("told_at is null")),
        Index("article_of_run", "flow_run_id"),
        Index("article_published", "account_id", "published_at", postgresql_where=text("published_at is not null")),
        Index("article_changed", "stage_since", "id"),
        Index("article_at", text("coalesce(published_at, publish_at)")),
        UniqueConstraint("account_id", "import_key", name="article_imported_once"),
    )

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    topic: str
    title: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of its current text, once there is one
    brief: str = ""
    category: str = ""
    import_key: str | None = None  # of what was imported: the same is not imported twice
    custom_prompt: str = ""
    overrides: Json = json_object()
    options: Json = json_object()
    publish_at: Moment
    stage: Stage = Field(default=Stage.QUEUED, sa_type=Word(Stage))
    stage_since: Moment
    stopped_at_stage: Stage | None = Field(default=None, sa_type=Word(Stage), nullable=True)
    reason: str = ""
    attempt: int = 1
    failed_runs: int = 0
    times_moved: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # by the deadline rule, unanswered
    deaths: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of its workers, since it last got on
    died_at: MaybeMoment = None
    told_at: MaybeMoment = None  # when the writer was told how it ended
    refused_call: list[Json] | None = (
        maybe_json_list()
    )  # what the call would use that could not be paid; it goes on by itself when it can
    flow_run_id: UUID | None = None
    revision_id: int | None = None  # the current one; no foreign key, since the revision already points here
    tags: list[str] = json_list()
    seal: str | None = None
    medium_post_id: str | None = None
    medium_url: str | None = None
    published_at: MaybeMoment = None
    created_at: Moment

    @property
    def called(self) -> str:
        """By what its writer knows it: what stands above its text, once there is one."""
        return self.title or self.topic


class Source(SQLModel, table=True):
    """A link or a note that came with the topic; `word` says why a link could not be read, or not wholly."""

    __table_args__ = (UniqueConstraint("article_id", "number", name="source_number_once"),)

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    number: int
    url: str = ""  # empty for a note, whose words are its text
    title: str = ""
    by: str = ""
    text: str = ""
    word: str = ""
    tries: int = 0
    added_at: Moment
    read_at: MaybeMoment = None


class Event(SQLModel, table=True):
    """A line of an article's story, for people."""

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    at: Moment
    text: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
