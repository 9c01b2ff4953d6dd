"""What an endpoint does not take is learned from its refusals, once, over real HTTP; a refusal costs nothing."""

import asyncio
import json

import pytest
from openai import AsyncOpenAI

from integrations.writing import shapes
from integrations.writing.asking import Questioner
from integrations.writing.prompts import Prompt
from integrations.writing.writer import Writer
from tests.integrations.writing.simulated import SimulatedModel
from tests.integrations.writing.test_writer import ASSIGNMENT, CURRENT


async def test_an_endpoint_without_json_schema_is_asked_for_it_once_only(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("habits", {"no_json_schema": True, "fenced_json": True})
    writer = Writer(client, "sim-writer")
    first, second = await writer.draft(ASSIGNMENT), await writer.propose_tags(CURRENT)
    assert first.value.body.count(":::image ") == 2
    assert len(second.value.tags) == 5
    formats = [json.loads(body).get("response_format", {}).get("type") for body in vendor.received("chat")]
    assert formats == ["json_schema", "json_object", "json_object"]


async def test_an_endpoint_without_any_format_is_read_from_plain_text(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("habits", {"no_json_schema": True, "no_json_object": True, "fenced_json": True})
    writer = Writer(client, "sim-writer")
    for _ in range(2):
        assert (await writer.draft(ASSIGNMENT)).value.title
    formats = [json.loads(body).get("response_format", {}).get("type") for body in vendor.received("chat")]
    assert formats == ["json_schema", "json_object", None, None]
    assert len(await vendor.calls()) == 2, "a refused request costs nothing"


@pytest.mark.parametrize(
    ("habit", "taken"),
    [("reject_max_completion_tokens", "max_tokens"), ("reject_max_tokens", "max_completion_tokens")],
)
async def test_the_limit_of_the_output_goes_by_the_name_that_the_endpoint_knows(
    vendor: SimulatedModel, client: AsyncOpenAI, habit: str, taken: str
) -> None:
    await vendor.tell("habits", {habit: True})
    writer = Writer(client, "sim-writer")
    for _ in range(2):
        await writer.draft(ASSIGNMENT)
    sent = [json.loads(body) for body in vendor.received("chat")]
    assert len(await vendor.calls()) == 2
    assert all(taken in body for body in sent[-2:])
    assert len(sent) == (3 if habit == "reject_max_completion_tokens" else 2), "what it does not know is asked once"


async def test_an_endpoint_that_knows_no_limit_is_asked_without(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await vendor.tell("habits", {"reject_max_completion_tokens": True, "reject_max_tokens": True})
    await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert not {"max_tokens", "max_completion_tokens"} & json.loads(vendor.received("chat")[-1]).keys()


async def test_a_model_that_rejects_a_temperature_is_asked_without_and_remembered(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("habits", {"reject_temperature": True})
    questioner = Questioner(client, "sim-reviewer")
    for _ in range(2):
        await questioner.ask(Prompt("You judge.", "Task: tags\n"), shapes.TAGS, temperature=0)
    assert ["temperature" in json.loads(body) for body in vendor.received("chat")] == [True, False, False]
    assert len(await vendor.calls()) == 2


async def test_everything_that_an_endpoint_may_lack_is_learned_in_one_question(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    habits = ("reject_temperature", "reject_max_completion_tokens", "no_json_schema", "no_json_object", "fenced_json")
    await vendor.tell("habits", dict.fromkeys(habits, True))
    questioner = Questioner(client, "sim-reviewer")
    tags = await questioner.ask(Prompt("You judge.", "Task: tags\n"), shapes.TAGS, temperature=0)
    assert len(tags.value.tags) == 5
    assert len(await vendor.calls()) == 1


async def test_two_questions_at_once_give_up_a_thing_once(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await vendor.tell("habits", {"no_json_schema": True})
    writer = Writer(client, "sim-writer")
    await asyncio.gather(writer.draft(ASSIGNMENT), writer.propose_tags(CURRENT))
    formats = [json.loads(body)["response_format"]["type"] for body in vendor.received("chat")]
    assert sorted(formats) == ["json_object", "json_object", "json_schema", "json_schema"]
