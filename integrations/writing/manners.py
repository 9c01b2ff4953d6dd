"""Owns what an endpoint takes besides words: a response format, a limit of its output, a temperature.

Learned from its refusals, each once in the life of a process: a refused request cost nothing and is asked differently.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

import openai
from openai import Omit, omit
from openai.types.chat.completion_create_params import ResponseFormat

from integrations.writing.errors import parameter_at_fault
from integrations.writing.shapes import JSON_OBJECT


class Format(StrEnum):
    """From the strictest, which is tried first, to the one that every endpoint takes."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"


class Limit(StrEnum):
    """What the longest answer is called: models that reason take the first name only, older servers the second."""

    NEWER = "max_completion_tokens"
    OLDER = "max_tokens"
    NONE = "none"


_PLAINER = {Format.JSON_SCHEMA: Format.JSON_OBJECT, Format.JSON_OBJECT: Format.PLAIN}
_NEXT = {Limit.NEWER: Limit.OLDER, Limit.OLDER: Limit.NONE}
_WORDS_OF_FORMAT = ("response_format", "json_schema", "json_object", "response_schema", "JSON mode")


@dataclass(frozen=True)
class Manners:
    """What is still offered to an endpoint."""

    format: Format = Format.JSON_SCHEMA
    limit: Limit = Limit.NEWER
    has_temperature: bool = True

    def after(self, refusal: openai.APIStatusError) -> "Manners | None":
        """Without the one thing that was refused; None when the refusal is about something else."""
        if self.has_temperature and parameter_at_fault(refusal, "temperature"):
            return replace(self, has_temperature=False)
        if self.limit in _NEXT and parameter_at_fault(refusal, self.limit):
            return replace(self, limit=_NEXT[self.limit])
        if self.format in _PLAINER and parameter_at_fault(refusal, *_WORDS_OF_FORMAT):
            return replace(self, format=_PLAINER[self.format])
        return None

    def temperature(self, wanted: float | None) -> float | Omit:
        return wanted if wanted is not None and self.has_temperature else omit

    def most_tokens(self, name: Limit, wanted: int) -> int | Omit:
        return wanted if self.limit is name else omit

    def response_format(self, schema: ResponseFormat) -> ResponseFormat | Omit:
        match self.format:
            case Format.JSON_SCHEMA:
                return schema
            case Format.JSON_OBJECT:
                return JSON_OBJECT
            case Format.PLAIN:
                return omit
            case _:
                assert_never(self.format)
