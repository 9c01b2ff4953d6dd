"""Owns what goes to a model and what comes back: the assignment, the draft, the tags, and what the call used."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Value = TypeVar("Value")


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


class Draft(BaseModel):
    """An article as a model or a person hands it in: the body is Markdown with image slots, without the title."""

    model_config = ConfigDict(frozen=True)

    title: str = Field(min_length=1)
    subtitle: str = ""
    body: str = Field(min_length=1)


class TagProposal(BaseModel):
    """Tags in the order of their weight; Medium uses the first three."""

    model_config = ConfigDict(frozen=True)

    tags: tuple[str, ...]


class Usage(BaseModel):
    """What one paid call used, as the endpoint reported it."""

    model_config = ConfigDict(frozen=True)

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0


class Answered(BaseModel, Generic[Value]):
    """A model's answer with its price tag, kept together so that neither is stored without the other."""

    model_config = ConfigDict(frozen=True)

    value: Value
    usage: Usage
