"""Owns the tables of what was asked about an article, and what people and the AI reviewer said to it."""

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list
from models.domain.review import Channel, ReviewKind, Verdict


class Review(SQLModel, table=True):
    """A question to a person about exactly one thing: its hash names what is approved."""

    __table_args__ = (
        Index("review_open", "article_id", postgresql_where=text("closed_at is null")),
        UniqueConstraint("article_id", "kind", "round", "subject", name="review_once"),
    )

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    kind: ReviewKind = Field(sa_type=Word(ReviewKind))
    round: int
    subject: str = ""  # the slot, at an image's review
    revision_id: int | None = Field(default=None, foreign_key="revision.id")
    image_id: int | None = Field(default=None, foreign_key="image.id")
    subject_hash: str
    opened_at: Moment
    shown_at: MaybeMoment = None
    showing: int = Field(default=1, sa_column_kwargs={"server_default": "1"})  # grows when it has to be shown again
    closed_at: MaybeMoment = None


class Decision(SQLModel, table=True):
    """The answer to a review: there is one, the first."""

    __table_args__ = (Index("decision_not_taken_in", "decided_at", postgresql_where=text("applied_at is null")),)

    id: int = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", unique=True)
    verdict: Verdict = Field(sa_type=Word(Verdict))
    note: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    channel: Channel = Field(sa_type=Word(Channel))
    subject_hash: str
    decided_at: Moment
    applied_at: MaybeMoment = None


class Opinion(SQLModel, table=True):
    """What the AI reviewer said about what is under review; where it gave no verdict, a person decides."""

    __table_args__ = (Index("opinion_of_article", "article_id", "kind", "subject"),)

    id: int = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", unique=True)
    article_id: int = Field(foreign_key="article.id")
    kind: ReviewKind = Field(sa_type=Word(ReviewKind))
    subject: str = ""  # the slot, at an image's review
    subject_hash: str
    score: int | None = None  # of ten; none where there was nothing to score, or no usable answer
    verdict: Verdict | None = Field(default=None, sa_type=Word(Verdict), nullable=True)
    summary: str
    objections: list[Json] = json_list()
    model: str
    rubric: str
    at: Moment


class Remark(SQLModel, table=True):
    """Something that a person said about what is under review, and the passage that it is about."""

    id: int = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    source: str = Field(unique=True)  # the message that it came in
    text: str
    quote: str = ""
    paragraph: int | None = None
    block_ids: list[str] = json_list()
    said_at: Moment
    heard_at: MaybeMoment = None  # taken in, and acknowledged to whoever said it
