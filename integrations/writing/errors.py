"""Owns what a failed model call means to us. It refuses to quote the vendor where the text may hold the key."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import openai

from models.domain.draft import Usage
from models.domain.errors import CopydeskError, Misconfigured, NeedsPerson, TryLater, Unknown

_OVERLOADED = frozenset({408, 409, 425, 429})  # the endpoint asks for patience; nothing was made
_REJECTED = frozenset({400, 422})
_OUT_OF_MONEY = 402
_NOT_FOUND = 404  # OpenRouter, where no endpoint of a model sees
_WORDS_OF_THE_BLIND = ("image_url", "image input", "multimodal", "multi-modal", "vision", "support images")
_MOVED = range(300, 400)
_FAILING = 500
_GIVEN_UP_WAITING = frozenset({504, 524})  # a gateway's word; behind it the model may have gone on to its end
_QUOTED = 200  # characters of the vendor's text


class UnusableAnswer(NeedsPerson):
    """Paid answers that nobody can use: the article is held, and what each of them used is still recorded."""

    def __init__(self, message: str, *spent: Usage) -> None:
        super().__init__(message)
        self.spent = spent


class InterruptedAfterPaying(Unknown):
    """A first answer was paid for, and the call that was to mend it failed: what was used is recorded."""

    def __init__(self, cause: TryLater | Unknown, *spent: Usage) -> None:
        super().__init__(str(cause))
        self.spent = spent


class CannotSee(NeedsPerson):
    """The model takes no pictures: they are judged in another way."""


class ContentRefused(NeedsPerson):
    """The provider's rules forbid what was asked for; other words may not be forbidden."""


@contextmanager
def translated(model: str) -> Iterator[None]:
    """Whatever the openai package raises inside leaves as an error of our own tree."""
    try:
        yield
    except openai.APIStatusError as error:
        raise _of_status(error, model) from None
    except openai.APIConnectionError as error:
        raise _of_connection(error, model) from None
    except (openai.APIResponseValidationError, json.JSONDecodeError, UnicodeDecodeError):
        raise unreadable(model) from None


def unreadable(model: str) -> Unknown:
    return Unknown(f"The endpoint's answer for {model} cannot be read; it may have charged for it.")


def parameter_at_fault(error: openai.APIStatusError, *names: str) -> bool:
    """Whether the endpoint rejects one of these fields: it names it as the parameter, or only in its text.

    Both statuses are given before any work is done (422 by Mistral and by servers made with FastAPI). What is refused
    for what it says is no field's fault, though OpenAI calls that an “image_generation_user_error”.
    """
    if error.status_code not in _REJECTED or _is_about_content(error):
        return False
    said = f"{error.message} {error.body}"  # the message is left out of the first where it is no text
    return error.param in names or (not error.param and any(name in said for name in names))


def is_blind(error: openai.APIStatusError) -> bool:
    """A picture was sent to a model that takes none; each server says it in its own words, before any work."""
    said = f"{error.message} {error.body}".lower()
    return error.status_code in _REJECTED | {_NOT_FOUND} and any(word in said for word in _WORDS_OF_THE_BLIND)


def _of_connection(error: openai.APIConnectionError, model: str) -> CopydeskError:
    if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):
        return TryLater("The model endpoint cannot be reached. Check MODEL_BASE_URL if this goes on.")
    return Unknown(f"The connection was lost before {model} had answered; the endpoint may have charged for it.")


def _of_status(error: openai.APIStatusError, model: str) -> CopydeskError:
    if error.status_code in _GIVEN_UP_WAITING:
        return Unknown(f"A gateway gave up waiting for {model}; the endpoint may have charged for it.")
    return _wrong_setting(error, model) or _not_now(error) or _not_like_this(error, model)


def _wrong_setting(error: openai.APIStatusError, model: str) -> Misconfigured | None:
    match error:
        case openai.AuthenticationError():
            return Misconfigured("The model endpoint refuses the key. Put a valid one into MODEL_API_KEY.")
        case openai.PermissionDeniedError():
            return Misconfigured(f"The key in MODEL_API_KEY may not use the model {model}.")
        case openai.NotFoundError():
            return Misconfigured(f"The endpoint has no model {model}, or MODEL_BASE_URL is wrong: {_quoted(error)}")
    if error.status_code in _MOVED:
        return Misconfigured("The model endpoint points elsewhere. Put its final address into MODEL_BASE_URL.")
    return None


def _not_now(error: openai.APIStatusError) -> TryLater | None:
    if error.code == "insufficient_quota":  # a 429 that no patience mends
        return None
    status, after = error.status_code, _retry_after_seconds(error)
    if status in _OVERLOADED:
        return TryLater(f"The model endpoint asks us to wait (status {status}).", after)
    if status >= _FAILING:
        return TryLater(f"The model endpoint fails (status {status}).", after)
    return None


def _not_like_this(error: openai.APIStatusError, model: str) -> NeedsPerson:
    if error.status_code == _OUT_OF_MONEY or error.code == "insufficient_quota":
        return _out_of_money()
    if _is_about_content(error):
        return ContentRefused(f"The model's provider refuses this content: {_quoted(error)}")
    return NeedsPerson(f"The model endpoint does not accept the request for {model}: {_quoted(error)}")


def _out_of_money() -> NeedsPerson:
    return NeedsPerson("The account at the model's provider has no credit left. Add some, then resume the article.")


def _is_about_content(error: openai.APIStatusError) -> bool:
    """OpenAI's codes for a refused prompt (images and chat; Azure names its filter)."""
    return error.code in ("content_policy_violation", "moderation_blocked", "content_filter")


def _quoted(error: openai.APIStatusError) -> str:
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(said or "no reason given").split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _retry_after_seconds(error: openai.APIStatusError) -> float | None:
    """Seconds only: the date form of Retry-After needs a clock, and no model endpoint is known to send it."""
    given = error.response.headers.get("retry-after", "")
    return float(given) if given.replace(".", "", 1).isdigit() else None
