"""Owns how a bot gets its updates, by polling or by webhook, never by both at once."""

from integrations.simulators.telegram.calls import Call
from integrations.simulators.telegram.refusals import conflict, webhook_is_active
from integrations.simulators.telegram.webhook import Hook
from integrations.simulators.telegram.wire import Json

_MAX_UPDATES, _MAX_SECONDS = 100, 50  # telegram-bot-api Client.h: LONG_POLL_MAX_TIMEOUT
_MAX_CONNECTIONS = 40


async def get_updates(call: Call) -> list[Json]:
    if call.world.webhooks.of(call.bot.id):
        raise webhook_is_active()
    _allow(call)
    limit = min(max(call.given.integer("limit", _MAX_UPDATES), 1), _MAX_UPDATES)
    seconds = min(max(call.given.integer("timeout"), 0), _MAX_SECONDS)
    return await call.world.updates.poll(call.bot.id, call.given.integer("offset"), limit, seconds)


async def set_webhook(call: Call) -> bool:
    if not call.given.text("url"):
        return await delete_webhook(call)
    _drop_if_asked(call)
    _allow(call)
    connections = call.given.integer("max_connections", _MAX_CONNECTIONS)
    hook = Hook(call.bot.id, call.given.text("url"), call.given.text("secret_token"), connections)
    call.world.webhooks.set(hook)
    call.world.updates.end_poll(call.bot.id, conflict("terminated by setWebhook request"))
    return True


async def delete_webhook(call: Call) -> bool:
    _drop_if_asked(call)
    call.world.webhooks.remove(call.bot.id)
    return True


async def get_webhook_info(call: Call) -> Json:
    return call.world.webhooks.info(call.bot.id)


def _allow(call: Call) -> None:
    """Unnamed, the kinds stay as they were: core.telegram.org/bots/api#getupdates."""
    kinds = call.given.sequence("allowed_updates")
    if kinds is not None:
        call.world.updates.allow(call.bot.id, [str(kind) for kind in kinds])


def _drop_if_asked(call: Call) -> None:
    if call.given.flag("drop_pending_updates"):
        call.world.updates.drop_all(call.bot.id)
