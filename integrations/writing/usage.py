"""Owns what a call used: as the endpoint reports it, under the name that we asked for, since that one has a price.

Where it reports nothing the words are counted, and the usage says that it is an estimate.
"""

from collections.abc import Iterable

from openai.types import ImagesResponse
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from models.domain.draft import Usage

_CHARACTERS_PER_TOKEN = 4  # OpenAI's rule of thumb for English


def of_completion(model: str, completion: ChatCompletion, said: Iterable[ChatCompletionMessageParam]) -> Usage:
    used = completion.usage
    if used is None or not used.prompt_tokens:
        answer = completion.choices[0].message.content or ""
        asked = sum(len(str(message.get("content") or "")) for message in said)
        return Usage(model=model, input_tokens=_about(asked), output_tokens=_about(len(answer)), is_estimated=True)
    thought = (used.total_tokens or 0) - used.prompt_tokens  # some leave thoughts out of the completion's own count
    return Usage(
        model=model, input_tokens=used.prompt_tokens, output_tokens=max(used.completion_tokens or 0, thought, 0)
    )


def of_image(model: str, answer: ImagesResponse) -> Usage:
    used = answer.usage
    if used is None:
        return Usage(model=model, images=1)
    return Usage(model=model, input_tokens=used.input_tokens or 0, output_tokens=used.output_tokens or 0, images=1)


def _about(characters: int) -> int:
    return -(-characters // _CHARACTERS_PER_TOKEN)
