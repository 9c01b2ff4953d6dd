"""Owns every table. Each is a plain record; what may be done with it is in the domain, how it is found in the store."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.columns import UtcTime, Word
from models.domain.article import Stage
from models.domain.assessment import USUAL_ROUNDS, USUAL_THRESHOLD, ReviewerMode
from models.domain.daily_digest import USUAL_HOUR
from models.domain.deadline import USUAL_REMINDERS, DeadlineRule
from models.domain.draft import Flaw
from models.domain.effects import AttemptOutcome, EffectKind, ImageBy, MessageShows, RevisionBy
from models.domain.markdown import BlockKind
from models.domain.people import Role
from models.domain.publishing_slots import SUGGESTED, SUGGESTED_ZONE
from models.domain.review import Channel, ReviewKind, Verdict
from models.domain.voice import RuleOrigin, RuleState

Json = dict[str, Any]
Moment = Annotated[datetime, Field(sa_type=UtcTime)]
MaybeMoment = Annotated[datetime | None, Field(default=None, sa_type=UtcTime, nullable=True)]


def _json(default: str = "{}") -> Any:
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=default))


def _words(default: str = "[]") -> Any:
    return Field(default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=default))


def _micro_usd() -> Any:
    return Field(default=None, sa_column=Column(BigInteger, nullable=True))


class Installation(SQLModel, table=True):
    """One row: what proves that a home's secret key is the one that the tokens here were encrypted with."""

    id: int = Field(default=1, primary_key=True)
    key_check: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Vigil(SQLModel, table=True):
    """One row: since when somebody has looked after the desk without a gap, and when they last looked."""

    id: int = Field(default=1, primary_key=True)
    awake_since: Moment
    looked_at: Moment


class Account(SQLModel, table=True):
    """A Medium profile that is written for, with the defaults of its articles."""

    id: int = Field(default=None, primary_key=True)
    label: str = Field(unique=True)
    medium_token: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    medium_user_id: str | None = None
    medium_username: str | None = None
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
    tags: list[str] = _words()
    options: Json = _json()
    ceiling_micro: int | None = _micro_usd()  # of a month; null means that of the settings, 0 no ceiling
    reviewer: ReviewerMode = Field(default=ReviewerMode.HUMAN, sa_type=Word(ReviewerMode))
    review_threshold: int = USUAL_THRESHOLD  # of ten
    review_rounds: int = USUAL_ROUNDS  # in which the AI reviewer may ask for changes
    is_paused: bool = False
    sources_required: bool = False
    interview_questions: int = 0  # none: no interview
    created_at: Moment


class VoiceRule(SQLModel, table=True):
    """A rule of an account's voice with what it stands on. It is in force where the newest version names it."""

    __tablename__ = "voice_rule"
    __table_args__ = (UniqueConstraint("account_id", "key", name="voice_rule_once"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    key: str
    text: str
    sentence: str
    story: str = ""
    origin: RuleOrigin = Field(sa_type=Word(RuleOrigin))
    state: RuleState = Field(default=RuleState.PROPOSED, sa_type=Word(RuleState))
    proposed_at: Moment
    decided_at: MaybeMoment = None
    person_id: int | None = Field(default=None, foreign_key="person.id")


class VoiceVersion(SQLModel, table=True):
    """What was in force from a moment on: the ids of its rules, in order. Going back makes a new version."""

    __tablename__ = "voice_version"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    number: int = Field(primary_key=True)
    rule_ids: list[int] = _words()
    why: str
    restores: int | None = None
    made_at: Moment


class Person(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str
    telegram_user_id: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    created_at: Moment


class Membership(SQLModel, table=True):
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    account_id: int = Field(foreign_key="account.id", primary_key=True)
    role: Role = Field(sa_type=Word(Role))


class Pairing(SQLModel, table=True):
    """A one-time code that ties a chat to an account; only its hash is kept."""

    code_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    expires_at: Moment
    used_at: MaybeMoment = None


class Chat(SQLModel, table=True):
    """A Telegram chat (or a topic of a group) that sees and decides for an account."""

    __table_args__ = (UniqueConstraint("telegram_chat_id", "account_id", name="chat_once_per_account"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    telegram_chat_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    thread_id: int | None = None
    paired_at: Moment
    left_at: MaybeMoment = None  # the bot was blocked or removed there


class Article(SQLModel, table=True):
    """A topic on its way to Medium, with everything that is needed to go on from its stage."""

    __table_args__ = (
        Index("article_due", "publish_at", postgresql_where=text("stage = 'queued'")),
        Index("article_of_account", "account_id", "publish_at"),
        Index("article_by_stage", "stage", "publish_at"),
    )

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    topic: str
    brief: str = ""
    category: str = ""
    custom_prompt: str = ""
    overrides: Json = _json()
    options: Json = _json()
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
    flow_run_id: UUID | None = None
    revision_id: int | None = None  # the current one; no foreign key, since the revision already points here
    tags: list[str] = _words()
    seal: str | None = None
    medium_post_id: str | None = None
    medium_url: str | None = None
    published_at: MaybeMoment = None
    created_at: Moment


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


class InterviewQuestion(SQLModel, table=True):
    """What the writer is asked before the draft. What they say to it are the remarks on its review."""

    __tablename__ = "interview_question"

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    number: int = Field(primary_key=True)
    text: str


class AnswerUse(SQLModel, table=True):
    """Which passage holds what the writer answered; not seen means that only the model says so."""

    __tablename__ = "answer_use"

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    number: int = Field(primary_key=True)
    block_id: UUID = Field(primary_key=True)
    is_seen: bool


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
    warnings: list[str] = _words()  # what the checks still found when the writer was shown it
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


class Image(SQLModel, table=True):
    """One try at the image of a slot; earlier tries stay."""

    __table_args__ = (UniqueConstraint("article_id", "slot", "number", name="image_number_once"),)

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    slot: str
    number: int
    by: ImageBy = Field(sa_type=Word(ImageBy))
    prompt: str
    object_key: str
    sha256: str
    content_type: str
    width: int
    height: int
    parent_id: int | None = Field(default=None, foreign_key="image.id")
    is_kept: bool = False
    created_at: Moment


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
    objections: list[Json] = _words()
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
    block_ids: list[str] = _words()
    said_at: Moment
    heard_at: MaybeMoment = None  # taken in, and acknowledged to whoever said it


class Message(SQLModel, table=True):
    """A message that the bot sent: where it is, what it shows, which blocks it holds."""

    __table_args__ = (
        UniqueConstraint("chat_id", "telegram_message_id", name="message_once"),
        Index("message_unsettled", "id", postgresql_where=text("shows = 'card' and settled_at is null")),
    )

    id: int = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chat.id")
    telegram_message_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    shows: MessageShows = Field(sa_type=Word(MessageShows))
    html: str = ""
    block_ids: list[str] = _words()
    sent_at: Moment
    settled_at: MaybeMoment = None  # a card that shows its outcome and has no buttons any more


class BotContact(SQLModel, table=True):
    """When Telegram was last heard: what it held for longer than a day is gone."""

    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    heard_at: Moment


class Conversation(SQLModel, table=True):
    """What a person began in a chat by a command, and what they answered so far."""

    __table_args__ = (UniqueConstraint("telegram_chat_id", "telegram_user_id", name="conversation_once"),)

    id: int = Field(default=None, primary_key=True)
    telegram_chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    telegram_user_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: Json = _json()
    last_update_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    changed_at: Moment


class InboxUpdate(SQLModel, table=True):
    """An update of Telegram, stored before it is confirmed there."""

    __tablename__ = "inbox"
    __table_args__ = (Index("inbox_unhandled", "bot_id", "chat_id", postgresql_where=text("handled_at is null")),)

    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    chat_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    body: Json = _json()
    received_at: Moment
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retry_at: MaybeMoment = None  # what comes after it in its chat waits as well
    handled_at: MaybeMoment = None
    fault: str = ""


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
    outcome: Json = _json()
    reserved_micro: int | None = _micro_usd()  # what it may cost while it is under way


class Lease(SQLModel, table=True):
    """Who executes an article now. The fence grows with every new holder, so that an old one can be told off."""

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    holder: str
    fence: int = Field(sa_column=Column(BigInteger, Identity(), nullable=False))
    expires_at: Moment


class Duty(SQLModel, table=True):
    """Who has a role of which there may be one, such as to poll a bot. The others stand by."""

    name: str = Field(primary_key=True)
    holder: str
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
    intended_at: Moment
    ended_at: MaybeMoment = None


class CostEntry(SQLModel, table=True):
    """What one paid answer used. Its cost is in millionths of a US dollar; null where its price is not known."""

    __table_args__ = (Index("cost_of_month", "account_id", "at"),)

    id: int = Field(default=None, primary_key=True)
    effect_key: str = Field(index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    purpose: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    audio_seconds: float = 0
    micro_usd: int | None = _micro_usd()
    is_estimated: bool = False  # the endpoint reported no usage
    flaw: Flaw | None = Field(default=None, sa_type=Word(Flaw), nullable=True)
    at: Moment


class ModelPrice(SQLModel, table=True):
    """What a person says that a model costs, for one account or for all: US dollars, as the price lists have them."""

    __table_args__ = (UniqueConstraint("model", "account_id", name="price_once", postgresql_nulls_not_distinct=True),)

    id: int = Field(default=None, primary_key=True)
    model: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    input_usd: Decimal = Field(sa_column=Column(Numeric, nullable=False))
    output_usd: Decimal = Field(sa_column=Column(Numeric, nullable=False))
    image_usd: Decimal | None = Field(default=None, sa_column=Column(Numeric, nullable=True))
    minute_usd: Decimal | None = Field(default=None, sa_column=Column(Numeric, nullable=True))
    set_at: Moment


class Event(SQLModel, table=True):
    """A line of an article's story, for people."""

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    at: Moment
    text: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
