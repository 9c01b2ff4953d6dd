"""The webhook from Telegram's side: it delivers over HTTP, everything twice, and again where it was turned away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from console.app import create_app
from integrations.services import Services
from integrations.telegram.webhook import PATH, agree
from models.domain.review import ReviewKind, Verdict
from tests.builders import ADA
from tests.conftest import Outside
from tests.integrations.medium.served import served
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import a_scene, decision_on
from tests.recorded_prefect import RecordedPrefect


@pytest.fixture
async def phone(desk: Services, outside: Outside) -> Phone:
    await outside.post("writer/delivery", twice=True)
    return Phone(desk, outside)


@pytest.fixture
async def hooked(desk: Services, phone: Phone) -> AsyncIterator[Services]:
    """A desk that is reached at a real address."""
    async with served(create_app(desk, phone.mailbox.receive)) as root:
        yield replace(desk, settings=desk.settings.model_copy(update={"telegram_webhook_url": root}))


async def delivered(desk: Services) -> None:
    while (await desk.bot.get_webhook_info()).pending_update_count:
        await asyncio.sleep(0.02)


async def test_what_is_delivered_twice_is_stored_and_decided_once(
    hooked: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(hooked, prefect, outside, ReviewKind.DRAFT)
    await agree(hooked)
    for text in ("/queue", "/status"):
        await outside.post("writer/text", chat=ADA, text=text)
    await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve", times=2)
    await delivered(hooked)
    await phone.mailbox.handle_waiting()
    decision = await decision_on(hooked, scene.review)
    assert decision is not None
    assert decision.verdict is Verdict.APPROVE
    said = await phone.said()
    assert len(said) == len(set(said)) == 4  # the answer to hello, to both commands, and the card


async def test_with_a_wrong_secret_nothing_comes_in_and_with_the_right_one_all_of_it(
    hooked: Services, phone: Phone, prefect: RecordedPrefect, outside: Outside
) -> None:
    scene = await a_scene(hooked, prefect, outside, ReviewKind.DRAFT)
    address = f"{hooked.settings.telegram_webhook_url}{PATH}"
    await hooked.bot.set_webhook(address, secret_token="somebody-elses")
    await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Approve")
    while not (await hooked.bot.get_webhook_info()).last_error_message:
        await asyncio.sleep(0.02)
    assert (await hooked.bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 403 Forbidden"
    await phone.mailbox.handle_waiting()
    assert await decision_on(hooked, scene.review) is None
    await agree(hooked)
    await delivered(hooked)
    await phone.mailbox.handle_waiting()
    assert await decision_on(hooked, scene.review) is not None
