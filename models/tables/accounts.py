"""Owns the tables of Medium profiles that are written for, and of how each is connected with Medium."""

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list, json_object, micro_usd
from models.domain.assessment import USUAL_ROUNDS, USUAL_THRESHOLD, ReviewerMode
from models.domain.connection import Connection
from models.domain.daily_digest import USUAL_HOUR
from models.domain.deadline import USUAL_REMINDERS, DeadlineRule
from models.domain.publishing_slots import SUGGESTED, SUGGESTED_ZONE


class Account(SQLModel, table=True):
    """A Medium profile that is written for, with the defaults of its articles."""

    id: int = Field(default=None, primary_key=True)
    label: str = Field(unique=True)
    medium_token: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    medium_user_id: str | None = None
    medium_username: str | None = None
    bot_token: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))  # of a bot of its own
    bot_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    zone: str = "UTC"
    lead_minutes: int = 3 * 24 * 60
    custom_prompt: str = ""
    voice: str = ""
    language: str = "English"
    words: int = 900
    images: int = 2
    image_style: str = ""
    openings: str = ""  # advice on how an article begins
    call_to_action: str = ""  # and on what it asks of its readers at the end; empty: nothing
    slots: list[str] = Field(
        default_factory=lambda: list(SUGGESTED), sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    slots_zone: str = SUGGESTED_ZONE
    deadline_rule: DeadlineRule = Field(default=DeadlineRule.HOLD, sa_type=Word(DeadlineRule))
    grace_minutes: int = 2 * 60
    reminders: list[int] = Field(
        default_factory=lambda: list(USUAL_REMINDERS), sa_column=Column(JSONB, nullable=False, server_default="[]")
    )  # minutes before the deadline
    quiet_hours: str = "22:00-07:00"
    digest_hour: int | None = USUAL_HOUR
    tags: list[str] = json_list()
    options: Json = json_object()
    category_tags: Json = json_object()  # the tags that a category of articles brings
    publications: list[Json] = json_list()  # those that Medium told us of, with the role that is had there
    uses_ai: bool = True  # Medium's rules on AI are kept for what a model wrote or drew
    disclosure: str = ""  # the sentence for readers; empty: that of the language
    image_credit: str = ""  # the words under an image of a model; empty: those of the language
    ceiling_micro: int | None = micro_usd()  # of a month; null means that of the settings, 0 no ceiling
    reviewer: ReviewerMode = Field(default=ReviewerMode.HUMAN, sa_type=Word(ReviewerMode))
    review_threshold: int = USUAL_THRESHOLD  # of ten
    review_rounds: int = USUAL_ROUNDS  # in which the AI reviewer may ask for changes
    is_paused: bool = False
    sources_required: bool = False
    interview_questions: int = 0  # none: no interview
    created_at: Moment


class AccountConnection(SQLModel, table=True):
    """How an account's token fared when Medium was last asked, and whether its writer was told of trouble."""

    __tablename__ = "account_connection"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    state: Connection = Field(sa_type=Word(Connection))
    since: Moment
    checked_at: Moment
    well_at: MaybeMoment = None  # when it was last well: only what was accepted once can be revoked
    warned_at: MaybeMoment = None  # of this trouble; none once it was told that it is over
    detail: str = ""
