"""The webhook's terms with Telegram: its secret, and that polling and webhook exclude each other."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from telegram.error import Conflict

from integrations.services import Services
from integrations.settings import Settings
from integrations.telegram.chores import listen
from integrations.telegram.webhook import PATH, agree, webhook_secret
from models.store import reviews
from tests.conftest import Clock, Outside
from tests.integrations.telegram.scene import Scene, mark_shown


def with_address(desk: Services, address: str | None) -> Services:
    return replace(desk, settings=desk.settings.model_copy(update={"telegram_webhook_url": address}))


async def test_with_an_address_telegram_is_told_it_and_polling_is_refused(desk: Services, outside: Outside) -> None:
    by_webhook = with_address(desk, "http://127.0.0.1:9")
    assert await agree(by_webhook)
    assert (await desk.bot.get_webhook_info()).url == f"http://127.0.0.1:9{PATH}"
    [call] = await outside.calls("telegram", "setWebhook")
    assert webhook_secret(desk.settings) in call["body"]
    with pytest.raises(Conflict):
        await desk.bot.get_updates(timeout=0)


async def test_without_one_the_webhook_is_taken_away_and_polling_works_again(desk: Services, outside: Outside) -> None:
    await agree(with_address(desk, "http://127.0.0.1:9"))
    assert not await agree(with_address(desk, None))
    assert await desk.bot.get_updates(timeout=0) == ()


def test_the_secret_follows_from_the_key_and_does_not_show_it(settings: Settings) -> None:
    """Telegram allows 1 to 256 of A-Z, a-z, 0-9, _ and - (core.telegram.org/bots/api#setwebhook)."""
    secret = webhook_secret(settings)
    assert secret == webhook_secret(settings)
    assert len(secret) <= 256
    assert secret.isalnum()
    other = settings.model_copy(update={"copydesk_secret_key": SecretStr("another")})
    assert webhook_secret(other) != secret


async def test_by_webhook_a_quiet_day_is_no_silence_and_a_day_without_telegram_is_one(
    desk: Services, scene: Scene, outside: Outside, clock: Clock
) -> None:
    hooked = with_address(desk, "https://desk.example.com")
    await mark_shown(desk, scene)
    for _ in range(3):
        await listen(hooked)
        clock.advance(hours=20)
    await outside.suffer("telegram", "getWebhookInfo", "status", status=502)
    await listen(hooked)
    clock.advance(hours=20)
    async with desk.database.session() as session:
        assert (await reviews.review(session, scene.review.id)).showing == 1
    await listen(hooked)
    async with desk.database.session() as session:
        assert (await reviews.review(session, scene.review.id)).showing == 2
