"""Owns the tables that make things happen once: claims, leases, and attempts at publishing."""

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list, json_object, micro_usd
from models.domain.effects import AttemptOutcome, EffectKind


class Effect(SQLModel, table=True):
    """Something that is done once: claimed before, recorded after. Claimed and not recorded means unknown."""

    __table_args__ = (
        Index(
            "effect_reserving",
            "claimed_at",
            postgresql_where=text("recorded_at is null and reserved_micro is not null"),
        ),
    )

    key: str = Field(primary_key=True)
    kind: EffectKind = Field(sa_type=Word(EffectKind))
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    fence: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    claims: int = 1
    claimed_at: Moment
    recorded_at: MaybeMoment = None
    outcome: Json = json_object()
    reserved_micro: int | None = micro_usd()  # what it may cost while it is under way
    account_id: int | None = Field(default=None, foreign_key="account.id")  # whose month that is


class Lease(SQLModel, table=True):
    """Who executes an article now. The fence grows with every new holder, so that an old one can be told off."""

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    holder: str
    fence: int = Field(sa_column=Column(BigInteger, Identity(), nullable=False))
    expires_at: Moment


class PublishAttempt(SQLModel, table=True):
    """One intended POST to Medium: written before, completed after, reconciled when the answer is lost."""

    __table_args__ = (
        UniqueConstraint("article_id", "number", name="publish_attempt_once"),
        Index("publish_attempt_at", "intended_at"),
    )

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    number: int
    seal: str
    fingerprint: str
    outcome: AttemptOutcome = Field(sa_type=Word(AttemptOutcome))
    detail: str = ""
    post_id: str | None = None
    url: str | None = None
    approved: Json = json_object()  # what the seal is over
    sent: Json = json_object()  # the request, but for its token: where it went, its body, the addresses of its images
    differences: list[str] = json_list()  # between what was sent and what Medium's answer says it kept
    intended_at: Moment
    ended_at: MaybeMoment = None


class StoryPrint(SQLModel, table=True):
    """The sketch of an article's text, so that the same text is known again, on whichever account."""

    __tablename__ = "story_print"
    __table_args__ = (
        Index("story_print_hashes", "hashes", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    hashes: list[str] = json_list()
