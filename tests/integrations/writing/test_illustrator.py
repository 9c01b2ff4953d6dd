"""The illustrator against the simulated model, through the real openai client."""

import io
import json

import pytest
from openai import AsyncOpenAI
from PIL import Image

from integrations.simulators.faults import FaultKind
from integrations.writing.errors import UnusableAnswer
from integrations.writing.illustrator import Illustrator
from models.domain.draft import Flaw
from models.domain.errors import NeedsPerson, Unknown
from models.domain.picture import Change
from models.domain.slot_source import SlotShape
from tests.integrations.writing.simulated import SimulatedModel

SLOT = ("A quiet harbour at dawn", "Boats in still water", "watercolour", "The market opens at six.")


async def test_a_picture_comes_with_its_measures_and_its_price(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    answered = await Illustrator(client, "sim-images").draw(*SLOT)
    picture = answered.value
    assert (picture.content_type, picture.width, picture.height) == ("image/png", 1536, 1024)
    assert Image.open(io.BytesIO(picture.data)).size == (1536, 1024)
    (call,) = await vendor.calls()
    assert answered.usage.images == 1
    assert answered.usage.output_tokens == call["usage"]["output_tokens"] > 0


@pytest.mark.parametrize(("shape", "measures"), [(SlotShape.SQUARE, (1024, 1024)), (SlotShape.TALL, (1024, 1536))])
async def test_a_picture_has_the_shape_that_its_slot_wants_also_when_it_is_changed(
    client: AsyncOpenAI, shape: SlotShape, measures: tuple[int, int]
) -> None:
    painter = Illustrator(client, "sim-images")
    first = (await painter.draw(*SLOT, shape=shape)).value
    change = Change(data=first.data, content_type=first.content_type, note="darker")
    changed = (await painter.draw(*SLOT, change, shape)).value
    assert (first.width, first.height) == (changed.width, changed.height) == measures


async def test_the_image_model_reads_the_slot_the_style_and_the_whole_text(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await Illustrator(client, "sim-images").draw(*SLOT)
    prompt = json.loads(vendor.received("images")[0])["prompt"]
    assert prompt.startswith("A quiet harbour at dawn\n")
    assert all(part in prompt for part in SLOT)


async def test_a_picture_by_address_is_fetched_without_the_key(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    direct = await Illustrator(client, "sim-images").draw(*SLOT)
    await vendor.tell("habits", {"images_by_url": True})
    fetched = await Illustrator(client, "sim-images").draw(*SLOT)
    assert fetched.value == direct.value


async def test_a_picture_that_cannot_be_fetched_goes_to_a_person_with_its_price(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("habits", {"images_by_url": True})
    vendor.break_next("pictures", FaultKind.STATUS, status=404)
    with pytest.raises(UnusableAnswer, match="could not be fetched") as caught:
        await Illustrator(client, "sim-images").draw(*SLOT)
    assert [(usage.images, usage.flaw) for usage in caught.value.spent] == [(1, Flaw.DAMAGED)]


async def test_an_endpoint_without_sizes_and_with_short_prompts_is_learned_once(
    vendor: SimulatedModel, client: AsyncOpenAI
) -> None:
    await vendor.tell("habits", {"reject_image_size": True, "max_image_prompt": 4000})
    illustrator = Illustrator(client, "sim-images")
    for _ in range(2):
        await illustrator.draw(*SLOT[:3], "Long. " * 3000)
    sent = [json.loads(body) for body in vendor.received("images")]
    assert len(sent) == 4
    assert len(await vendor.calls()) == 2
    assert all("size" not in body and len(body["prompt"]) <= 4000 for body in sent[2:])


async def test_a_prompt_that_the_provider_refuses_goes_to_a_person(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    await vendor.tell("script", {"endpoint": "images", "error": {}})
    with pytest.raises(NeedsPerson, match="rejected by the safety system"):
        await Illustrator(client, "sim-images").draw(*SLOT)


async def test_a_lost_answer_is_not_asked_for_again(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    vendor.break_next("images", FaultKind.CUT_AFTER)
    with pytest.raises(Unknown, match="may have charged"):
        await Illustrator(client, "sim-images").draw(*SLOT)
    assert len(await vendor.calls()) == 1
