"""Paid answers that cannot be used are told apart: asked for once more with the reason, or brought to a person."""

import json
from collections.abc import Iterable

import pytest
from openai import AsyncOpenAI

from integrations.simulators.faults import FaultKind
from integrations.writing.errors import InterruptedAfterPaying, UnusableAnswer
from integrations.writing.writer import Writer
from models.domain.draft import Flaw, Usage
from models.domain.errors import NeedsPerson
from tests.integrations.writing.simulated import SimulatedModel
from tests.integrations.writing.test_writer import ASSIGNMENT


def counted(spent: Iterable[Usage]) -> list[tuple[int, int]]:
    return [(usage.input_tokens, usage.output_tokens) for usage in spent]


async def test_an_answer_that_does_not_fit_is_asked_for_once_more_and_each_is_counted(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("script", {"content": '{"title": "", "body": "x"}'})
    answered = await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert [usage.flaw for usage in answered.spent] == [Flaw.UNFIT, None]
    assert counted(answered.spent) == [
        (call["usage"]["prompt_tokens"], call["usage"]["completion_tokens"]) for call in await vendor.calls()
    ]
    complaint = json.loads(vendor.received("chat")[1])["messages"][-1]["content"]
    assert "title: String should have at least 1 character" in complaint


async def test_after_the_second_useless_answer_a_person_decides_and_the_price_is_kept(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("script", [{"content": "Sorry?"}, {"content": "I would rather\nnot."}])
    said = "no complete JSON object. It began: “I would rather not.”"
    with pytest.raises(UnusableAnswer, match=said) as caught:
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert isinstance(caught.value, NeedsPerson)
    assert [usage.flaw for usage in caught.value.spent] == [Flaw.MALFORMED, Flaw.MALFORMED]
    assert counted(caught.value.spent) == [
        (call["usage"]["prompt_tokens"], call["usage"]["completion_tokens"]) for call in await vendor.calls()
    ]


async def test_a_text_that_nobody_could_read_is_no_answer(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await vendor.tell("script", {"content": json.dumps({"title": "On tea", "subtitle": "", "body": "![" * 7_000})})
    answered = await Writer(client, "sim-writer").draft(ASSIGNMENT.model_copy(update={"words": 9_000}))
    assert [usage.flaw for usage in answered.spent] == [Flaw.UNFIT, None]
    complaint = json.loads(vendor.received("chat")[1])["messages"][-1]["content"]
    assert "holds 7,000 square brackets" in complaint


@pytest.mark.parametrize(
    ("scripted", "flaw", "said"),
    [
        ({"refusal": "I cannot help with that."}, Flaw.REFUSED, "refuses this: I cannot help with that."),
        ({"content": "", "finish_reason": "content_filter"}, Flaw.FILTERED, "content filter withheld"),
    ],
)
async def test_a_refused_answer_goes_to_a_person_at_once(
    vendor: SimulatedModel, client: AsyncOpenAI, scripted: dict[str, str], flaw: Flaw, said: str
) -> None:
    await vendor.tell("script", scripted)
    with pytest.raises(UnusableAnswer, match=said) as caught:
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert [usage.flaw for usage in caught.value.spent] == [flaw]
    assert len(await vendor.calls()) == 1


@pytest.mark.parametrize("content", ['{"title": "Half', ""], ids=["in the middle", "all thought and no answer"])
async def test_a_cut_answer_is_asked_for_once_more_with_twice_the_room_and_without_the_torn_words(
    vendor: SimulatedModel, client: AsyncOpenAI, content: str
) -> None:
    await vendor.tell("script", {"content": content, "finish_reason": "length"})
    answered = await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert [usage.flaw for usage in answered.spent] == [Flaw.TRUNCATED, None]
    first, second = (json.loads(body) for body in vendor.received("chat"))
    assert second["max_completion_tokens"] == 2 * first["max_completion_tokens"]
    assert [message["role"] for message in second["messages"]] == ["system", "user"]
    assert "it reached its length limit before its end" in second["messages"][1]["content"]


async def test_an_answer_that_is_cut_twice_goes_to_a_person(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await vendor.tell("script", [{"content": '{"title": "Half', "finish_reason": "length"}] * 2)
    with pytest.raises(UnusableAnswer, match="reached its length limit") as caught:
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert len(caught.value.spent) == 2


async def test_an_answer_many_times_too_long_is_not_taken_and_not_sent_back(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("script", {"content": json.dumps({"title": "On", "subtitle": "", "body": "on and " * 6_000})})
    answered = await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert [usage.flaw for usage in answered.spent] == [Flaw.OVER_LONG, None]
    asked_again = json.loads(vendor.received("chat")[1])["messages"]
    assert "where about 400 words were asked for" in asked_again[-1]["content"]
    assert len(json.dumps(asked_again)) < 10_000


async def test_an_endpoint_that_reports_no_usage_gets_an_estimate_that_says_so(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("habits", {"no_usage": True})
    usage = (await Writer(client, "sim-writer").draft(ASSIGNMENT)).usage
    (call,) = await vendor.calls()
    assert usage.is_estimated
    assert 0.5 < usage.input_tokens / call["usage"]["prompt_tokens"] < 2
    assert 0.5 < usage.output_tokens / call["usage"]["completion_tokens"] < 2


async def test_a_mending_call_that_fails_keeps_the_price_of_the_first(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("script", {"content": "Sorry?"})
    vendor.break_next("chat", FaultKind.STATUS, skip=1, status=503)
    with pytest.raises(InterruptedAfterPaying) as caught:
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    (call,) = await vendor.calls()
    assert [usage.input_tokens for usage in caught.value.spent] == [call["usage"]["prompt_tokens"]]


async def test_a_mending_call_that_is_refused_keeps_the_price_of_the_first(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    error = {"status": 400, "code": "context_length_exceeded", "message": "Too long."}
    await vendor.tell("script", [{"content": "Sorry?"}, {"error": error}])
    with pytest.raises(UnusableAnswer, match="does not accept the request") as caught:
        await Writer(client, "sim-writer").draft(ASSIGNMENT)
    assert [usage.flaw for usage in caught.value.spent] == [Flaw.MALFORMED]
