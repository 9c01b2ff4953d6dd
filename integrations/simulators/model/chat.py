"""Owns POST /chat/completions: what it accepts, refuses and charges for. What is said is decided in `answering`."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from integrations.simulators.model import request as requests
from integrations.simulators.model import wire
from integrations.simulators.model.answering import answer
from integrations.simulators.model.instances import strict_fault
from integrations.simulators.model.memory import Endpoint, Habits, Memory
from integrations.simulators.model.unruly import spoilt
from integrations.simulators.model.wire import Body, Spoken


class Chat:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def complete(self, request: Request) -> Response:
        body = requests.parsed(await request.body())
        habits = self._memory.habits()
        if (fault := _fault(body, habits)) is not None:
            return fault
        asked = requests.read(body)
        scripted = self._memory.next_scripted(Endpoint.CHAT, asked.schema_name or asked.task)
        if scripted and (error := scripted.error):
            return wire.refusal(error.status, error.message, code=error.code, kind=error.kind)
        said = spoilt(answer(asked, habits), asked, habits.unruly)
        spoken = scripted.spoken() if scripted else _limited(Spoken(content=said), body)
        return self._said(body, _dressed(spoken, habits, asked.wants_json), habits)

    def _said(self, body: Body, spoken: Spoken, habits: Habits) -> Response:
        model = str(body["model"])
        request_digest = wire.digest(json.dumps(body, sort_keys=True).encode())
        usage = wire.chat_usage(requests.whole_text(body), spoken)
        self._memory.charge(Endpoint.CHAT, model, request_digest, usage)
        shown = None if habits.no_usage else usage
        if not body.get("stream"):
            return JSONResponse(wire.chat_completion(request_digest, model, spoken, shown))
        wants_usage = (body.get("stream_options") or {}).get("include_usage")
        chunks = wire.chat_chunks(request_digest, model, spoken, shown if wants_usage else None)
        return StreamingResponse(chunks, media_type="text/event-stream")


def _fault(body: Body, habits: Habits) -> Response | None:
    """The first reason for which a real endpoint would not take the request."""
    if not body.get("model"):
        return wire.refusal(400, "you must provide a model parameter")
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        return wire.missing("messages")
    if habits.reject_temperature and "temperature" in body:
        message = "Unsupported value: 'temperature' does not support values other than the default with this model."
        return wire.refusal(400, message, param="temperature", code="unsupported_value")
    if habits.blind and requests.has_picture(body):
        message = "Invalid content type. image_url is only supported by certain models."
        return wire.refusal(400, message, param="messages.[1].content.[1].type")
    return _limit_fault(body, habits) or _format_fault(body, body.get("response_format") or {}, habits)


def _limit_fault(body: Body, habits: Habits) -> Response | None:
    if habits.reject_max_tokens and "max_tokens" in body:
        message = "Unsupported parameter: 'max_tokens' is not supported with this model. "
        message += "Use 'max_completion_tokens' instead."
        return wire.refusal(400, message, param="max_tokens", code="unsupported_parameter")
    if habits.reject_max_completion_tokens and "max_completion_tokens" in body:
        return wire.unknown_field("max_completion_tokens")
    return None


def _format_fault(body: Body, shape: Body, habits: Habits) -> Response | None:
    kind = shape.get("type", "text")
    if (kind == "json_schema" and habits.no_json_schema) or (kind == "json_object" and habits.no_json_object):
        message = f"Invalid parameter: 'response_format' of type '{kind}' is not supported with this model."
        return wire.refusal(400, message, param="response_format")
    # https://platform.openai.com/docs/guides/structured-outputs, JSON mode: the word has to be in the context
    if kind == "json_object" and "json" not in requests.whole_text(body).lower():
        message = "'messages' must contain the word 'json' to use 'response_format' of type 'json_object'."
        return wire.refusal(400, message, param="messages")
    schema: Body = shape.get("json_schema") or {}
    fault = strict_fault(schema.get("schema") or {}) if schema.get("strict") else None
    if fault:
        message = f"Invalid schema for response_format '{schema.get('name')}': {fault}"
        return wire.refusal(400, message, param="response_format", code="invalid_json_schema")
    return None


def _limited(spoken: Spoken, body: Body) -> Spoken:
    """A token limit cuts the answer, as it does there."""
    limit: Any = body.get("max_completion_tokens") or body.get("max_tokens")
    content = spoken.content or ""
    if not limit or wire.tokens(content) <= limit:
        return spoken
    return Spoken(content=content[: int(len(content) * limit / wire.tokens(content))], finish_reason="length")


def _dressed(spoken: Spoken, habits: Habits, wants_json: bool) -> Spoken:
    if not (habits.fenced_json and wants_json and spoken.content and spoken.finish_reason == "stop"):
        return spoken
    return Spoken(content=f"Of course, here it is:\n\n```json\n{spoken.content}\n```\n")
