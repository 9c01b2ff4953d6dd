"""Owns one structured question to a model: the format it understands, one second ask, and the price of both.

It refuses a third ask: after that a person decides. Which response format the endpoint takes is learned once.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar, assert_never

import openai
from openai import AsyncOpenAI, Omit, omit
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat
from pydantic import BaseModel

from integrations.writing.errors import (
    InterruptedAfterPaying,
    UnusableAnswer,
    parameter_at_fault,
    translated,
    unreadable,
)
from integrations.writing.prompts import Prompt, to_ask_again
from integrations.writing.shapes import JSON_OBJECT, Shape, UnfitAnswer
from models.domain.draft import Answered, Usage
from models.domain.errors import TryLater, Unknown

Found = TypeVar("Found", bound=BaseModel)


class _Format(StrEnum):
    """From the strictest, which is tried first, to the one that every endpoint takes."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"


@dataclass(frozen=True)
class _Reply(Generic[Found]):
    """An answer, or the complaint about it."""

    text: str
    usage: Usage
    value: Found | None
    complaint: str


class Questioner:
    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client, self._model = client, model
        self._format = _Format.JSON_SCHEMA

    async def ask(self, prompt: Prompt, shape: Shape[Found]) -> Answered[Found]:
        said: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ]
        first = await self._reply(said, shape)
        if first.value is not None:
            return Answered(value=first.value, usage=first.usage)
        said += [
            {"role": "assistant", "content": first.text},
            {"role": "user", "content": to_ask_again(first.complaint)},
        ]
        second = await self._mended(said, shape, first.usage)
        used = _together(first.usage, second.usage)
        if second.value is None:
            raise UnusableAnswer(f"{self._model} answered twice in an unusable form: {second.complaint}.", used)
        return Answered(value=second.value, usage=used)

    async def _mended(self, said: list[ChatCompletionMessageParam], shape: Shape[Found], paid: Usage) -> _Reply[Found]:
        try:
            return await self._reply(said, shape)
        except UnusableAnswer as error:
            raise UnusableAnswer(str(error), _together(paid, error.usage)) from None
        except (TryLater, Unknown) as error:
            raise InterruptedAfterPaying(error, paid) from None

    async def _reply(self, said: list[ChatCompletionMessageParam], shape: Shape[Found]) -> _Reply[Found]:
        with translated(self._model):
            completion = await self._complete(said, shape)
        if not isinstance(completion, ChatCompletion) or not completion.choices:
            raise unreadable(self._model)
        usage = _usage(self._model, completion)
        text = self._complete_text(completion, usage)
        try:
            return _Reply(text, usage, shape.read(text), "")
        except UnfitAnswer as error:
            return _Reply(text, usage, None, str(error))

    def _complete_text(self, completion: ChatCompletion, usage: Usage) -> str:
        """The words of an answer that ended by itself; the other ends are a person's business."""
        choice = completion.choices[0]
        if choice.message.refusal:
            raise UnusableAnswer(f"{self._model} refuses to write this: {choice.message.refusal[:200]}", usage)
        if choice.finish_reason == "length":
            raise UnusableAnswer(f"{self._model} reached its length limit in the middle of its answer.", usage)
        if choice.finish_reason == "content_filter":
            raise UnusableAnswer(f"The provider's content filter withheld the answer of {self._model}.", usage)
        return choice.message.content or ""

    async def _complete(self, said: list[ChatCompletionMessageParam], shape: Shape[Found]) -> ChatCompletion:
        """A format that the endpoint rejects costs nothing and is not offered to it again."""
        while True:
            offered = self._format
            try:
                return await self._client.chat.completions.create(
                    model=self._model, messages=said, response_format=_response_format(offered, shape)
                )
            except openai.BadRequestError as error:
                if offered is _Format.PLAIN or not parameter_at_fault(error, "response_format", "json_schema"):
                    raise
                self._format = _plainer(offered)


def _response_format(chosen: _Format, shape: Shape[Found]) -> ResponseFormat | Omit:
    match chosen:
        case _Format.JSON_SCHEMA:
            return shape.response_format
        case _Format.JSON_OBJECT:
            return JSON_OBJECT
        case _Format.PLAIN:
            return omit
        case _:
            assert_never(chosen)


def _plainer(rejected: _Format) -> _Format:
    return _Format.JSON_OBJECT if rejected is _Format.JSON_SCHEMA else _Format.PLAIN


def _usage(model: str, completion: ChatCompletion) -> Usage:
    """Under the model's name as we asked for it, since that is the name that has a price."""
    used = completion.usage
    if used is None:
        return Usage(model=model)
    return Usage(model=model, input_tokens=used.prompt_tokens or 0, output_tokens=used.completion_tokens or 0)


def _together(one: Usage, other: Usage) -> Usage:
    return Usage(
        model=one.model,
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        images=one.images + other.images,
    )
