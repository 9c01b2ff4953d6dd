"""Owns the forms of what the API answers: every field, with what it means."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from models.columns import Json
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome, ImageBy, RevisionBy
from models.domain.review import Channel, ReviewKind, Verdict


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Form):
    """Why something was not done, in a sentence that says what to do."""

    error: str


class AccountLine(Form):
    id: int
    label: str
    zone: str = Field(description="Times without an offset are read in it.")
    is_paused: bool
    role: str = Field(description="What this token may do here: owner, editor or viewer.")


class AccountList(Form):
    accounts: list[AccountLine]


class ArticleLine(Form):
    id: int
    account_id: int
    account: str
    title: str = Field(description="That of its text, or its topic while there is none.")
    topic: str
    stage: Stage
    status: str = Field(description="The stage in the writer's words.")
    standing: str = Field(description="Why it stands there, or what that means, in a sentence.")
    publish_at: datetime
    published_at: datetime | None
    medium_url: str | None


class ArticleList(Form):
    articles: list[ArticleLine]
    page: int
    size: int
    total: int = Field(description="How many there are on all pages.")


class DecisionMade(Form):
    verdict: Verdict
    by: str
    channel: Channel
    at: datetime
    note: str


class Question(Form):
    """What a person is asked. An answer names its review and its hash: exactly what was looked at."""

    review_id: int
    hash: str
    kind: ReviewKind
    round: int
    asks: str = Field(description="What it is about: an interview's question, an image's slot.")
    image_id: int | None
    verdicts: list[Verdict] = Field(description="What may be answered.")
    opened_at: datetime
    decided: DecisionMade | None = Field(description="The answer, while it is being taken in.")


class TextShown(Form):
    revision: int
    title: str
    subtitle: str
    markdown: str = Field(description="The body, with its image slots.")
    by: RevisionBy
    notes: str
    warnings: list[str]
    made_at: datetime


class ImageShown(Form):
    id: int
    slot: str
    number: int = Field(description="Which try at this slot.")
    by: ImageBy
    prompt: str
    is_kept: bool
    is_newest: bool
    width: int
    height: int
    content_type: str
    sha256: str
    address: str = Field(description="Where its bytes are, with the same token.")


class EventShown(Form):
    at: datetime
    text: str
    by: str


class SourceShown(Form):
    number: int
    url: str
    title: str
    word: str = Field(description="Why it could not be read, or not wholly.")
    is_read: bool


class AnswerShown(Form):
    number: int
    question: str
    answer: str


class CostLine(Form):
    purpose: str
    model: str
    micro_usd: int
    calls: int


class CostShown(Form):
    micro_usd: int = Field(description="In millionths of a US dollar.")
    said: str
    lines: list[CostLine]


class AttemptShown(Form):
    """One request to Medium: written down before it was sent, completed after."""

    number: int
    outcome: AttemptOutcome
    detail: str
    url: str | None
    differences: list[str]
    intended_at: datetime
    ended_at: datetime | None


class ArticleShown(ArticleLine):
    brief: str
    category: str
    tags: list[str]
    options: Json = Field(description="How it goes out: the account's defaults with what the article overrides.")
    attempt: int
    run_id: str | None
    created_at: datetime
    questions: list[Question]
    text: TextShown | None
    images: list[ImageShown]
    sources: list[SourceShown]
    answers: list[AnswerShown]
    events: list[EventShown]
    cost: CostShown
    attempts: list[AttemptShown]


class Added(Form):
    article: ArticleLine
    is_new: bool = Field(description="False where this key was sent before.")
    said: str


class Ruled(Form):
    """How a decision went. The first one counts, wherever it came from."""

    counts: bool = Field(description="Whether it was this one.")
    is_repeated: bool = Field(
        description="It was given before, by you and with the same words. A shortcut to a moment is another each time."
    )
    decision: DecisionMade = Field(description="The one that counts.")
    article: ArticleLine


class Done(Form):
    article: ArticleLine
    said: str
