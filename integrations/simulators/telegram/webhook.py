"""Owns delivery by webhook: updates in order, again after a refusal with growing pauses, until accepted or a day old.

Refuses every address that is not loopback: the simulator never speaks to the outside.
"""

import asyncio
import ipaddress
import re
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

import httpx

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.clock import Clock
from integrations.simulators.telegram.refusals import bad_request
from integrations.simulators.telegram.updates import Updates
from integrations.simulators.telegram.wire import Json

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 5.0
_ANSWER_SECONDS = 20.0
_MAX_SECRET = 256


@dataclass(frozen=True)
class Hook:
    bot_id: int
    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class Webhooks:
    def __init__(self, ledger: Ledger, clock: Clock, updates: Updates) -> None:
        self._ledger, self._clock, self._updates = ledger, clock, updates
        self._hooks = {int(kept["bot_id"]): Hook(**kept) for kept in ledger.all("hook")}
        self._deliveries: dict[int, asyncio.Task[None]] = {}

    def forget(self) -> None:
        for bot_id in list(self._hooks):
            self.remove(bot_id)

    def of(self, bot_id: int) -> Hook | None:
        return self._hooks.get(bot_id)

    def set(self, hook: Hook) -> None:
        _check(hook)
        self._store(hook)
        self.deliver(hook.bot_id)

    def remove(self, bot_id: int) -> None:
        if self._hooks.pop(bot_id, None):
            self._ledger.remove("hook", bot_id)
        if delivery := self._deliveries.pop(bot_id, None):
            delivery.cancel()

    def info(self, bot_id: int) -> Json:
        hook = self._hooks.get(bot_id)
        answer: Json = {"url": hook.url if hook else "", "has_custom_certificate": False}
        answer["pending_update_count"] = len(self._updates.pending(bot_id))
        if hook:
            answer |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if hook and hook.last_error_date:
            answer |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
        if allowed := self._updates.queue(bot_id).allowed:
            answer["allowed_updates"] = allowed
        return answer

    def deliver(self, bot_id: int) -> None:
        """See to it that what waits for this bot is on its way, if it has a webhook."""
        running = self._deliveries.get(bot_id)
        if bot_id in self._hooks and self._updates.first(bot_id) and (running is None or running.done()):
            self._deliveries[bot_id] = asyncio.create_task(self._deliver_all(bot_id))

    async def _deliver_all(self, bot_id: int) -> None:
        pause = _FIRST_PAUSE_SECONDS
        async with httpx.AsyncClient(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            while (update := self._updates.first(bot_id)) and (hook := self._hooks.get(bot_id)):
                if problem := await _post(client, hook, update):
                    self._store(replace(hook, last_error_date=self._clock.date(), last_error_message=problem))
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                else:
                    self._updates.accept(bot_id, update["update_id"])
                    pause = _FIRST_PAUSE_SECONDS

    def _store(self, hook: Hook) -> None:
        self._hooks[hook.bot_id] = hook
        self._ledger.put("hook", hook.bot_id, asdict(hook))


async def _post(client: httpx.AsyncClient, hook: Hook, update: Json) -> str:
    """What went wrong, in the words of getWebhookInfo; nothing when it was accepted."""
    headers = {_SECRET_HEADER: hook.secret} if hook.secret else {}
    try:
        answer = await client.post(hook.url, json=update, headers=headers)
    except httpx.ConnectError:
        return "Connection refused"
    except httpx.HTTPError:
        return "Read timeout expired"
    return "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"


def _check(hook: Hook) -> None:
    if len(hook.secret) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", hook.secret):
        raise bad_request("secret token contains unallowed characters")
    if not is_loopback(hook.url):
        raise bad_request("bad webhook: the simulator delivers to loopback addresses only")


def is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
