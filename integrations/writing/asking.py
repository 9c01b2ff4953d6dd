"""Owns one structured question to a model: what an endpoint takes, one second ask with the reason, the price of both.

It refuses a third ask: after that a person decides. A refusal of the content is not argued with.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

import openai
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionContentPartParam, ChatCompletionMessageParam
from openai.types.chat.chat_completion import Choice
from pydantic import BaseModel

from integrations.writing import toll
from integrations.writing.errors import (
    CannotSee,
    InterruptedAfterPaying,
    UnusableAnswer,
    is_blind,
    translated,
    unreadable,
)
from integrations.writing.manners import Limit, Manners
from integrations.writing.prompts import Prompt, to_ask_again
from integrations.writing.shapes import Shape, UnfitAnswer
from integrations.writing.usage import of_completion
from models.domain.draft import Answered, Flaw, Usage
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown

Found = TypeVar("Found", bound=BaseModel)

_THOUGHTS = 12_000  # tokens that a model may think before it answers; they count as output
_TOKENS_PER_WORD = 3  # generous: English has 1.3
_CHARACTERS_PER_WORD = 24  # likewise, four times a usual one
_TRIMMINGS = 20_000  # characters of an answer besides its words
_SHOWN = 120  # characters of an unusable answer that a person is shown


@dataclass(frozen=True)
class _Question(Generic[Found]):
    prompt: Prompt
    shape: Shape[Found]
    words: int
    temperature: float | None
    picture: str | None

    @property
    def most_tokens(self) -> int:
        return _THOUGHTS + _TOKENS_PER_WORD * self.words

    @property
    def most_characters(self) -> int:
        return _TRIMMINGS + _CHARACTERS_PER_WORD * self.words


@dataclass(frozen=True)
class _Reply(Generic[Found]):
    """An answer, or the complaint about it."""

    text: str
    usage: Usage
    value: Found | None = None
    complaint: str = ""


class Questioner:
    """Keep one per model: it remembers what its endpoint does not take."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client, self._model = client, model
        self._manners, self._is_blind = Manners(), False

    async def ask(
        self,
        prompt: Prompt,
        shape: Shape[Found],
        *,
        words: int = 1_000,
        temperature: float | None = None,
        picture: str | None = None,
    ) -> Answered[Found]:
        """`words` is the length that the answer is expected to have; many times more of them are not taken."""
        if picture is not None and self._is_blind:
            raise CannotSee(f"{self._model} takes no pictures.")
        question = _Question(prompt, shape, words, temperature, picture)
        first = await self._reply(question, _said(prompt), question.most_tokens)
        if first.value is not None:
            return Answered(value=first.value, usage=first.usage)
        second = await self._mended(question, first)
        if second.value is None:
            raise UnusableAnswer(self._twice(second), first.usage, second.usage)
        return Answered(value=second.value, usage=second.usage, wasted=(first.usage,))

    async def _mended(self, question: _Question[Found], first: _Reply[Found]) -> _Reply[Found]:
        """The one second ask; a cut answer gets twice the room. What the first one cost is never lost."""
        room = question.most_tokens * (2 if first.usage.flaw is Flaw.TRUNCATED else 1)
        try:
            return await self._reply(question, _said_again(question.prompt, first), room, first.usage)
        except UnusableAnswer as error:
            raise UnusableAnswer(str(error), first.usage, *error.spent) from None
        except (NeedsPerson, Refused) as error:
            raise UnusableAnswer(str(error), first.usage) from None
        except (TryLater, Unknown) as error:
            raise InterruptedAfterPaying(error, first.usage) from None

    async def _reply(
        self, question: _Question[Found], said: list[ChatCompletionMessageParam], most_tokens: int, *before: Usage
    ) -> _Reply[Found]:
        await toll.require_paid_text(
            self._model, "\n".join(str(each.get("content")) for each in said), most_tokens, *before
        )
        with translated(self._model):
            completion = await self._complete(question, said, most_tokens)
        if not isinstance(completion, ChatCompletion) or not completion.choices:
            raise unreadable(self._model)
        usage = of_completion(self._model, completion, said)
        self._require_willing(completion.choices[0], usage)
        return _read(question, completion.choices[0], usage)

    def _require_willing(self, choice: Choice, usage: Usage) -> None:
        if choice.message.refusal:
            refused = usage.model_copy(update={"flaw": Flaw.REFUSED})
            raise UnusableAnswer(f"{self._model} refuses this: {choice.message.refusal[:200]}", refused)
        if choice.finish_reason == "content_filter":
            filtered = usage.model_copy(update={"flaw": Flaw.FILTERED})
            raise UnusableAnswer(f"The provider's content filter withheld the answer of {self._model}.", filtered)

    async def _complete(
        self, question: _Question[Found], said: list[ChatCompletionMessageParam], most_tokens: int
    ) -> ChatCompletion:
        """What the endpoint rejects is not offered to it again; others may have learned meanwhile."""
        while True:
            manners = self._manners
            try:
                return await self._client.chat.completions.create(
                    model=self._model,
                    messages=_with_picture(said, question.picture),
                    response_format=manners.response_format(question.shape.response_format),
                    max_completion_tokens=manners.most_tokens(Limit.NEWER, most_tokens),
                    max_tokens=manners.most_tokens(Limit.OLDER, most_tokens),
                    temperature=manners.temperature(question.temperature),
                )
            except openai.APIStatusError as refusal:
                if question.picture is not None and is_blind(refusal):
                    self._is_blind = True
                    raise CannotSee(f"{self._model} takes no pictures.") from None
                fewer = manners.after(refusal)
                if fewer is None:
                    raise
                if self._manners == manners:
                    self._manners = fewer

    def _twice(self, second: _Reply[Found]) -> str:
        began = f" It began: “{' '.join(second.text[:_SHOWN].split())}”" if second.text else ""
        return f"{self._model} answered twice in an unusable form: {second.complaint}.{began}"


def _read(question: _Question[Found], choice: Choice, usage: Usage) -> _Reply[Found]:
    text = choice.message.content or ""
    if choice.finish_reason == "length":
        return _flawed(text, usage, Flaw.TRUNCATED, "it reached its length limit before its end")
    if len(text) > question.most_characters:
        wanted = f"it has {len(text)} characters where about {question.words} words were asked for"
        return _flawed(text, usage, Flaw.OVER_LONG, wanted)
    try:
        return _Reply(text, usage, question.shape.read(text))
    except UnfitAnswer as unfit:
        return _flawed(text, usage, unfit.flaw, str(unfit))


def _flawed(text: str, usage: Usage, flaw: Flaw, complaint: str) -> _Reply[Found]:
    return _Reply(text, usage.model_copy(update={"flaw": flaw}), None, complaint)


def _said(prompt: Prompt) -> list[ChatCompletionMessageParam]:
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]


def _with_picture(said: list[ChatCompletionMessageParam], picture: str | None) -> list[ChatCompletionMessageParam]:
    """Only in what is sent: elsewhere it would be counted as words."""
    if picture is None:
        return said
    shown: ChatCompletionContentPartParam = {"type": "image_url", "image_url": {"url": picture}}
    asked: ChatCompletionContentPartParam = {"type": "text", "text": str(said[1].get("content"))}
    return [said[0], {"role": "user", "content": [asked, shown]}, *said[2:]]


def _said_again(prompt: Prompt, first: _Reply[Found]) -> list[ChatCompletionMessageParam]:
    """With the answer that is to be mended; one that is cut or over-long is worth nothing and would be paid again."""
    complaint = to_ask_again(first.complaint)
    if not first.text or first.usage.flaw in (Flaw.TRUNCATED, Flaw.OVER_LONG):
        return _said(Prompt(prompt.system, f"{prompt.user}\n{complaint}"))
    answer: ChatCompletionMessageParam = {"role": "assistant", "content": first.text}
    return [*_said(prompt), answer, {"role": "user", "content": complaint}]
