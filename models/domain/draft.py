"""Owns what goes to a model and what comes back: the assignment, the draft, the tags, and what the calls used."""

import re
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from models.domain.interview import Answer
from models.domain.sources import Material
from models.domain.voice import Trait

Value = TypeVar("Value")
Other = TypeVar("Other")


class Assignment(BaseModel):
    """Everything a model is told about an article before it writes."""

    model_config = ConfigDict(frozen=True)

    topic: str
    brief: str = ""
    custom_prompt: str = ""
    voice: str = ""
    language: str = "English"
    words: int = 900
    images: int = 2
    image_style: str = ""
    openings: str = ""
    call_to_action: str = ""
    materials: tuple[Material, ...] = ()
    answers: tuple[Answer, ...] = ()


# What JSON may hold and PostgreSQL cannot keep as text.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def _keepable(text: object) -> object:
    return _UNKEEPABLE.sub("", text) if isinstance(text, str) else text


Words = Annotated[str, BeforeValidator(_keepable)]


class Draft(BaseModel):
    """An article as a model or a person hands it in: the body is Markdown with image slots, without the title."""

    model_config = ConfigDict(frozen=True)

    title: Words = Field(min_length=1)
    subtitle: Words = ""
    body: Words = Field(min_length=1)
    answers_used: tuple[Words, ...] = ()  # “2: the first words of the passage that holds answer 2”


class Rewording(BaseModel):
    """Other words for a picture that a provider refused."""

    model_config = ConfigDict(frozen=True)

    prompt: Words = Field(min_length=1)


class Questions(BaseModel):
    """What a model wants to know of the writer before it writes."""

    model_config = ConfigDict(frozen=True)

    questions: tuple[Annotated[Words, Field(min_length=1, max_length=600)], ...] = Field(min_length=1)


class Passages(BaseModel):
    """Parts of an article as a model hands them back, in the order in which it was given them."""

    model_config = ConfigDict(frozen=True)

    title: Words = ""
    subtitle: Words = ""
    passages: tuple[Words, ...] = ()


class Traits(BaseModel):
    """How somebody writes, as a model sees it: rules, and for each a sentence of theirs that shows it."""

    model_config = ConfigDict(frozen=True)

    rules: tuple[Words, ...]
    sentences: tuple[Words, ...]

    @model_validator(mode="after")
    def _one_sentence_for_each_rule(self) -> "Traits":
        if len(self.rules) != len(self.sentences):
            raise ValueError(f"there are {len(self.rules)} rules and {len(self.sentences)} sentences")
        return self

    @property
    def each(self) -> tuple[Trait, ...]:
        return tuple(
            Trait(rule=rule, sentence=sentence) for rule, sentence in zip(self.rules, self.sentences, strict=True)
        )


class TagProposal(BaseModel):
    """Tags in the order of their weight; Medium uses the first three."""

    model_config = ConfigDict(frozen=True)

    tags: tuple[str, ...]


class Flaw(StrEnum):
    """Why an answer that was paid for could not be used."""

    TRUNCATED = "truncated"  # it ended at a limit and not by itself
    REFUSED = "refused"  # the model declined
    FILTERED = "filtered"  # the provider withheld it
    MALFORMED = "malformed"  # it holds no JSON
    UNFIT = "unfit"  # it is not what was asked for
    OVER_LONG = "over_long"  # many times longer than what was asked for
    DAMAGED = "damaged"  # a picture that cannot be opened, or did not arrive


class Usage(BaseModel):
    """What one paid call used, as the endpoint reported it, or as estimated from the words where it reports nothing."""

    model_config = ConfigDict(frozen=True)

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    audio_seconds: float = 0
    is_estimated: bool = False
    flaw: Flaw | None = None


class Answered(BaseModel, Generic[Value]):
    """A model's answer with its price tag, and those of the answers before it that could not be used."""

    model_config = ConfigDict(frozen=True)

    value: Value
    usage: Usage
    wasted: tuple[Usage, ...] = ()

    @property
    def spent(self) -> tuple[Usage, ...]:
        return (*self.wasted, self.usage)

    def holding(self, value: Other) -> "Answered[Other]":
        return Answered(value=value, usage=self.usage, wasted=self.wasted)
