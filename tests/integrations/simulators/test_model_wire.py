"""The simulated model on the wire, read by the real openai client."""

import base64
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI
from PIL import Image
from pydantic import BaseModel

from integrations.simulators.ledger import Ledger
from integrations.simulators.model.memory import Memory
from tests.integrations.writing.simulated import KEY, SimulatedModel, simulated_model

QUESTION: Any = [{"role": "user", "content": "What is a harbour for?"}]


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[SimulatedModel]:
    async with simulated_model(tmp_path) as running:
        yield running


@pytest.fixture
async def client(vendor: SimulatedModel) -> AsyncIterator[AsyncOpenAI]:
    async with vendor.client() as opened:
        yield opened


def extras(value: object) -> Iterator[str]:
    """The names of all fields that the openai package does not know, at any depth."""
    if isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in type(value).model_fields:
            yield from extras(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from extras(item)


async def test_every_answer_has_only_fields_that_the_openai_package_knows(client: AsyncOpenAI) -> None:
    answers = [
        await client.chat.completions.create(model="m", messages=QUESTION),
        await client.images.generate(model="m", prompt="A boat", size="256x256", response_format="url"),
        await client.images.edit(model="m", image=("a.png", _png(), "image/png"), prompt="Bluer", size="256x256"),
        await client.audio.transcriptions.create(model="m", file=("a.ogg", b"OggS", "audio/ogg")),
        await client.models.list(),
    ]
    chunks = await client.chat.completions.create(
        model="m", messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    answers += [chunk async for chunk in chunks]
    assert len(answers) > 10
    assert [name for answer in answers for name in extras(answer)] == []


async def test_a_streamed_answer_is_the_same_text(client: AsyncOpenAI) -> None:
    whole = await client.chat.completions.create(model="m", messages=QUESTION)
    chunks = [chunk async for chunk in await client.chat.completions.create(model="m", messages=QUESTION, stream=True)]
    said = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert said == whole.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"


async def test_equal_requests_get_equal_answers_ids_included(client: AsyncOpenAI) -> None:
    first = await client.chat.completions.create(model="m", messages=QUESTION)
    again = await client.chat.completions.create(model="m", messages=QUESTION)
    other = await client.chat.completions.create(model="m2", messages=QUESTION)
    assert again == first
    assert other.id != first.id


async def test_a_wrong_key_gets_openai_s_error_without_the_key(vendor: SimulatedModel) -> None:
    async with vendor.client(key="sk-wrong") as client:
        with pytest.raises(openai.AuthenticationError) as caught:
            await client.models.list()
    assert (caught.value.code, caught.value.type) == ("invalid_api_key", "invalid_request_error")
    assert "sk-wrong" not in str(caught.value)


async def test_usage_grows_with_the_texts(client: AsyncOpenAI) -> None:
    short = await client.chat.completions.create(model="m", messages=QUESTION)
    longer: Any = [{"role": "user", "content": "What is a harbour for? " * 20}]
    long = await client.chat.completions.create(model="m", messages=longer)
    assert short.usage is not None
    assert long.usage is not None
    assert long.usage.prompt_tokens > short.usage.prompt_tokens * 10
    assert short.usage.total_tokens == short.usage.prompt_tokens + short.usage.completion_tokens


async def test_a_token_limit_cuts_the_answer(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(model="m", messages=QUESTION, max_completion_tokens=10)
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage is not None
    assert answer.usage.completion_tokens <= 12


async def test_a_picture_has_the_asked_size_and_depends_on_its_prompt(client: AsyncOpenAI) -> None:
    boats = await _picture(client, "Boats")
    assert boats == await _picture(client, "Boats")
    assert boats != await _picture(client, "Hills")
    assert Image.open(io.BytesIO(boats)).size == (640, 320)


async def test_a_picture_by_address_can_be_fetched_by_anyone(client: AsyncOpenAI) -> None:
    answer = await client.images.generate(model="m", prompt="Boats", size="256x256", response_format="url")
    assert answer.data is not None
    assert answer.data[0].url is not None
    async with httpx.AsyncClient() as browser:
        fetched = await browser.get(answer.data[0].url)
    assert fetched.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(fetched.content)).size == (256, 256)


async def test_an_edit_keeps_the_picture_underneath(client: AsyncOpenAI) -> None:
    answer = await client.images.edit(model="m", image=("a.png", _png(), "image/png"), prompt="Bluer", size="256x256")
    assert answer.data is not None
    edited = Image.open(io.BytesIO(base64.b64decode(answer.data[0].b64_json or "")))
    assert edited.getpixel((0, 0)) == (200, 30, 30)


async def test_a_voice_message_says_what_follows_its_marker(client: AsyncOpenAI) -> None:
    audio = ("a.ogg", b"OggS\x00\x01SAYS:Make it shorter, please.\x00\x02", "audio/ogg")
    assert (await client.audio.transcriptions.create(model="m", file=audio)).text == "Make it shorter, please."


async def test_paid_calls_are_listed_and_refused_ones_are_not(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await client.chat.completions.create(model="m", messages=QUESTION)
    await client.chat.completions.create(model="m", messages=QUESTION)
    with pytest.raises(openai.BadRequestError):
        await client.chat.completions.create(model="m", messages=[])
    await client.images.generate(model="i", prompt="Boats", size="256x256")
    calls = await vendor.calls()
    assert [(call["endpoint"], call["model"]) for call in calls] == [("chat", "m"), ("chat", "m"), ("images", "i")]
    assert calls[0]["request_digest"] == calls[1]["request_digest"] != calls[2]["request_digest"]


async def test_queued_answers_go_out_in_order_to_the_schema_they_name(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("script", [{"content": "for tags", "schema_name": "tags"}, {"content": "1"}, {"content": "2"}])
    heard = [(await client.chat.completions.create(model="m", messages=QUESTION)).choices[0] for _ in range(2)]
    assert [choice.message.content for choice in heard] == ["1", "2"]
    tags = await client.chat.completions.create(model="m", messages=QUESTION, response_format=_schema("tags", {}))
    assert tags.choices[0].message.content == "for tags"


async def test_an_order_with_an_unknown_field_is_refused(vendor: SimulatedModel) -> None:
    assert await vendor.tell("habits", {"no_such_habit": True}) == 422


async def test_a_loose_strict_schema_is_refused_as_openai_does(client: AsyncOpenAI) -> None:
    loose: Any = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": {"type": "object"}}}
    with pytest.raises(openai.BadRequestError, match="additionalProperties") as caught:
        await client.chat.completions.create(model="m", messages=QUESTION, response_format=loose)
    assert caught.value.param == "response_format"


async def test_json_mode_wants_the_word_json(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="must contain the word"):
        await client.chat.completions.create(model="m", messages=QUESTION, response_format={"type": "json_object"})


async def test_any_other_schema_gets_a_valid_instance(client: AsyncOpenAI) -> None:
    schema = {
        "verdict": {"$ref": "#/$defs/verdict"},
        "scores": {"type": "array", "minItems": 2, "items": {"type": "integer", "minimum": 1, "maximum": 5}},
        "note": {"anyOf": [{"type": "string", "minLength": 30}, {"type": "null"}]},
    }
    asked = _schema("opinion", schema, {"verdict": {"type": "string", "enum": ["approve", "change"]}})
    answer = await client.chat.completions.create(model="m", messages=QUESTION, response_format=asked)

    class Review(BaseModel):
        verdict: str
        scores: list[int]
        note: str

    review = Review.model_validate_json(answer.choices[0].message.content or "")
    assert (review.verdict, review.scores) == ("approve", [1, 1])
    assert len(review.note) >= 30


async def test_calls_have_the_names_that_faults_are_planned_for(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await client.models.list()
    await client.chat.completions.create(model="m", messages=QUESTION)
    assert [entry["method"] for entry in vendor.log.all("log")] == ["models", "chat"]
    assert KEY not in str(vendor.log.all("log"))


def test_keys_are_not_stored_in_the_clear(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "model.sqlite")
    Memory(ledger).register("sk-of-a-reader")
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    ledger.close()
    assert b'"registered": true' in stored
    assert b"sk-of-a-reader" not in stored


def _schema(name: str, properties: dict[str, Any], definitions: dict[str, Any] | None = None) -> Any:
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": name, "schema": schema | {"$defs": definitions or {}}}}


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


async def _picture(client: AsyncOpenAI, prompt: str) -> bytes:
    answer = await client.images.generate(model="m", prompt=prompt, size="640x320")
    assert answer.data is not None
    return base64.b64decode(answer.data[0].b64_json or "")
