"""Owns the bodies of OpenAI's wire format, down to their optional fields. It refuses to decide what is said.

Source: the response models of the openai package, 3.52.0 (`openai/types`).
"""

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse

Body = dict[str, Any]

_TOKENS_PER_WORD = 4 / 3  # OpenAI's rule of thumb: 100 tokens are about 75 words
_EPOCH = 1_750_000_000  # answers carry a date that comes from the request, so that two runs can be compared
_IMAGE_TOKENS_PER_TILE = 85


class Spoken(BaseModel):
    """What the model says in one choice, before it is dressed as JSON."""

    model_config = ConfigDict(frozen=True)

    content: str | None = None
    refusal: str | None = None
    finish_reason: str = "stop"


def digest(request: bytes) -> str:
    return hashlib.sha256(request).hexdigest()


def created(request_digest: str) -> int:
    return _EPOCH + int(request_digest[:6], 16)


def tokens(text: str) -> int:
    return math.ceil(len(text.split()) * _TOKENS_PER_WORD) if text else 0


def chat_usage(prompt: str, spoken: Spoken) -> Body:
    asked = 3 + tokens(prompt)  # every conversation is primed with three tokens
    answered = tokens((spoken.content or "") + (spoken.refusal or "")) + 1
    return {
        "prompt_tokens": asked,
        "completion_tokens": answered,
        "total_tokens": asked + answered,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def chat_completion(request_digest: str, model: str, spoken: Spoken, usage: Body | None) -> Body:
    message: Body = {"role": "assistant", "content": spoken.content, "refusal": spoken.refusal, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": spoken.finish_reason}
    body = _envelope("chat.completion", request_digest, model) | {"choices": [choice]}
    return body | ({"usage": usage} if usage else {})


def chat_chunks(request_digest: str, model: str, spoken: Spoken, usage: Body | None) -> Iterator[bytes]:
    """Server-sent events: the role, the words, the reason for the end, the usage when it was asked for, `[DONE]`."""
    envelope = _envelope("chat.completion.chunk", request_digest, model)
    said = "content" if spoken.refusal is None else "refusal"
    words = (spoken.content or spoken.refusal or "").split(" ")
    yield _event(envelope | {"choices": [_delta({"role": "assistant", said: ""})]})
    for place, word in enumerate(words):
        yield _event(envelope | {"choices": [_delta({said: word if place == 0 else f" {word}"})]})
    yield _event(envelope | {"choices": [_delta({}, spoken.finish_reason)]})
    if usage is not None:
        yield _event(envelope | {"choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def images_usage(prompt: str, width: int, height: int, count: int, *, edited: bool) -> Body:
    drawn = count * _IMAGE_TOKENS_PER_TILE * math.ceil(width / 512) * math.ceil(height / 512)
    shown = _IMAGE_TOKENS_PER_TILE * 4 if edited else 0
    asked = tokens(prompt) + shown
    return {
        "input_tokens": asked,
        "input_tokens_details": {"text_tokens": asked - shown, "image_tokens": shown},
        "output_tokens": drawn,
        "total_tokens": asked + drawn,
    }


def transcription_usage(audio_bytes: int, text: str) -> Body:
    heard, said = math.ceil(audio_bytes / 400), tokens(text)
    return {
        "type": "tokens",
        "input_tokens": heard,
        "input_token_details": {"audio_tokens": heard, "text_tokens": 0},
        "output_tokens": said,
        "total_tokens": heard + said,
    }


def refusal(
    status: int, message: str, *, code: str | None = None, param: str | None = None, kind: str = "invalid_request_error"
) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": kind, "param": param, "code": code}}, status)


def missing(param: str) -> JSONResponse:
    return refusal(400, f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")


def unknown_field(name: str) -> JSONResponse:
    """Mistral's way of saying it: the text is an object, and nothing is called the parameter."""
    detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}]
    body = {"object": "error", "message": {"detail": detail}, "type": "invalid_request_error", "param": None}
    return JSONResponse(body | {"code": None}, 422)


def _envelope(kind: str, request_digest: str, model: str) -> Body:
    return {
        "id": f"chatcmpl-{request_digest[:29]}",
        "object": kind,
        "created": created(request_digest),
        "model": model,
        "service_tier": "default",
        "system_fingerprint": f"fp_{request_digest[-10:]}",
    }


def _delta(delta: Body, finish_reason: str | None = None) -> Body:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}


def _event(body: Body) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"
