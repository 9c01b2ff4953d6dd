"""Owns the webhook's terms with Telegram: its address, its secret, and that polling and webhook exclude each other."""

import hashlib
import hmac

from integrations.services import Services
from integrations.settings import Settings
from integrations.vault import secret_key

PATH = "/telegram/webhook"


def path_of(own_bot: int | None) -> str:
    return PATH if own_bot is None else f"{PATH}/{own_bot}"


def webhook_secret(settings: Settings, own_bot: int | None = None) -> str:
    """Made from the home's key, so that every desk that shares the key knows it and nobody stores it."""
    key = secret_key(settings).get_secret_value().encode()
    named = "telegram webhook" if own_bot is None else f"telegram webhook {own_bot}"
    return hmac.new(key, named.encode(), hashlib.sha256).hexdigest()


async def agree(desk: Services) -> bool:
    """Set the webhook if an address is configured, else take it away. True: updates come by webhook."""
    address = desk.settings.telegram_webhook_url
    if address is None:
        await desk.bot.delete_webhook()
        return False
    secret = webhook_secret(desk.settings, desk.own_bot)
    await desk.bot.set_webhook(f"{address}{path_of(desk.own_bot)}", secret_token=secret)
    return True
