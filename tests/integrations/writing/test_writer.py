"""The writer against the simulated model, through the real openai client."""

import json

import pytest
from openai import AsyncOpenAI

from integrations.simulators.faults import FaultKind
from integrations.writing.writer import Writer
from models.domain.draft import Assignment, Draft
from models.domain.errors import Misconfigured, NeedsPerson, TryLater, Unknown
from tests.integrations.writing.simulated import SimulatedModel

ASSIGNMENT = Assignment(topic="Keeping a sourdough starter through winter", words=400, images=2)
CURRENT = Draft(title="Bread in January", subtitle="A cold kitchen.", body="One loaf.\n\nAnother, about rye flour.")


async def test_a_draft_has_what_was_asked_and_its_price(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    answered = await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert answered.value.body.count(":::image ") == 2
    assert answered.value.body.count("\n## ") >= 1
    (call,) = await vendor.calls()
    assert answered.usage.model == "sim-writer"
    assert answered.usage.input_tokens == call["usage"]["prompt_tokens"] > 300
    assert answered.usage.output_tokens == call["usage"]["completion_tokens"] > 400


async def test_the_owner_s_own_words_stand_before_the_house_rules(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    told = ASSIGNMENT.model_copy(update={"custom_prompt": "Always end with a recipe.", "voice": "Dry humour."})
    await Writer(client, "sim-writer").draft(told)
    system = json.loads(vendor.received("chat")[0])["messages"][0]["content"]
    assert system.index("Always end with a recipe.") < system.index("Dry humour.") < system.index("How to write")


async def test_a_request_is_strict_about_its_schema_and_names_no_temperature(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await Writer(client, "sim-writer").draft(ASSIGNMENT)
    sent = json.loads(vendor.received("chat")[0])
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert "temperature" not in sent


async def test_a_revision_changes_what_was_asked_and_nothing_else(client: AsyncOpenAI) -> None:
    answered = await Writer(client, "sim-writer").revise(ASSIGNMENT, CURRENT, ["Change the title to “Rye in winter”"])
    assert answered.value == CURRENT.model_copy(update={"title": "Rye in winter"})


async def test_a_note_of_several_lines_arrives_whole(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await Writer(client, "sim-writer").revise(ASSIGNMENT, CURRENT, ["Mention the oven.\nIt was old.", "Shorter"])
    asked = json.loads(vendor.received("chat")[0])["messages"][1]["content"]
    assert "- Mention the oven.\n  It was old.\n- Shorter\n" in asked


async def test_five_tags_come_back_in_order(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    wanted = ["Baking", "Bread", "Sourdough", "Food", "Winter"]
    await vendor.tell("script", {"schema_name": "tags", "content": json.dumps({"tags": wanted})})
    answered = await Writer(client, "sim-writer").propose_tags(CURRENT, usual=["Food"])
    assert list(answered.value.tags) == wanted


@pytest.mark.parametrize(
    "tags", [[*"abcd"], [*"abcdef"], [*"abcd", "x" * 26], [*"aAbcd"]], ids=["four", "six", "a long one", "a double one"]
)
async def test_a_wrong_set_of_tags_is_asked_for_again_and_never_padded(
    vendor: SimulatedModel, client: AsyncOpenAI, tags: list[str]
) -> None:
    await vendor.tell("script", {"schema_name": "tags", "content": json.dumps({"tags": tags})})
    answered = await Writer(client, "sim-writer").propose_tags(CURRENT)
    assert len(answered.value.tags) == 5
    assert all(len(tag) <= 25 for tag in answered.value.tags)
    assert len(await vendor.calls()) == 2


async def test_a_wrong_key_names_the_setting_and_not_the_key(vendor: SimulatedModel) -> None:
    async with vendor.client(key="sk-very-secret") as client:
        with pytest.raises(Misconfigured, match="MODEL_API_KEY") as caught:
            await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert "secret" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_key_registered_with_the_vendor_is_accepted(vendor: SimulatedModel) -> None:
    await vendor.tell("keys", {"key": "sk-of-a-reader"})
    async with vendor.client(key="sk-of-a-reader") as client:
        assert (await Writer(client, "sim-writer").draft(ASSIGNMENT)).value.title


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
async def test_an_overloaded_endpoint_is_tried_later_and_not_silently_again(
    vendor: SimulatedModel, client: AsyncOpenAI, status: int
) -> None:
    vendor.break_next("chat", FaultKind.STATUS, status=status, retry_after=7)
    with pytest.raises(TryLater) as caught:
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert caught.value.retry_after_seconds == 7
    assert len(vendor.received("chat")) == 1


@pytest.mark.parametrize("status", [504, 524])
async def test_where_a_gateway_gave_up_waiting_the_model_may_have_been_paid(
    vendor: SimulatedModel, client: AsyncOpenAI, status: int
) -> None:
    vendor.break_next("chat", FaultKind.STATUS, status=status)
    with pytest.raises(Unknown, match="may have charged"):
        await Writer(client, "sim-writer").draft(ASSIGNMENT)


@pytest.mark.parametrize("kind", [FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER, FaultKind.HALF_BODY, FaultKind.MALFORMED])
async def test_a_lost_answer_is_tried_later_and_says_that_it_may_have_cost_money(
    vendor: SimulatedModel, client: AsyncOpenAI, kind: FaultKind
) -> None:
    vendor.break_next("chat", kind)
    with pytest.raises(Unknown, match="may have charged"):
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert len(vendor.received("chat")) == 1


async def test_an_html_page_instead_of_an_answer_is_tried_later(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    vendor.break_next("chat", FaultKind.HTML, status=200)
    with pytest.raises(Unknown, match="cannot be read"):
        await Writer(client, "sim-writer").draft(ASSIGNMENT)


async def test_a_late_answer_is_tried_later(vendor: SimulatedModel) -> None:
    vendor.break_next("chat", FaultKind.SLOW, seconds=0.6)
    async with vendor.client(timeout_seconds=0.2) as client:
        with pytest.raises(Unknown, match="may have charged"):
            await Writer(client, "sim-writer").draft(ASSIGNMENT)


@pytest.mark.parametrize(
    ("status", "code", "reaction", "said"),
    [
        (429, "insufficient_quota", NeedsPerson, "no credit left"),
        (402, None, NeedsPerson, "no credit left"),
        (403, None, Misconfigured, "may not use the model"),
        (404, "model_not_found", Misconfigured, "no model sim-writer"),
        (301, None, Misconfigured, "MODEL_BASE_URL"),
        (400, "content_policy_violation", NeedsPerson, "refuses this content"),
        (400, "context_length_exceeded", NeedsPerson, "does not accept"),
    ],
)
async def test_each_refusal_leads_to_its_own_reaction(
    vendor: SimulatedModel, client: AsyncOpenAI, status: int, code: str | None, reaction: type[Exception], said: str
) -> None:
    await vendor.tell("script", {"error": {"status": status, "code": code, "message": "No."}})
    with pytest.raises(reaction, match=said):
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert await vendor.calls() == []
