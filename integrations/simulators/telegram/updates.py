"""Owns each bot's queue of updates until they are confirmed: numbering, the 24 hours they live, and the one poller.

Refuses a second poller beside the first, as Telegram does, by ending the first. When asked to, it sends every update
twice, as Telegram does where a confirmation was lost.
"""

import asyncio
from dataclasses import dataclass, field

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.bell import Bell
from integrations.simulators.telegram.clock import Clock
from integrations.simulators.telegram.refusals import Refusal, other_poller
from integrations.simulators.telegram.wire import Json

LIFE_SECONDS = 24 * 3600  # core.telegram.org/bots/api#getting-updates
_FIRST_UPDATE = 730_000_001
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Waiting:
    update: Json
    born: float


@dataclass
class Queue:
    bot_id: int
    allowed: list[str] = field(default_factory=list)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    sent_again: set[int] = field(default_factory=set)
    poller: object = None
    ending: Refusal | None = None  # what the poller that lost its place is told
    bell: Bell = field(default_factory=Bell)

    def takes(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED


class Updates:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._queues: dict[int, Queue] = {}
        self.sends_twice = False
        for kept in ledger.all("allowed"):
            self.queue(kept["bot_id"]).allowed = kept["allowed"]
        for kept in ledger.all("update"):
            self.queue(kept["bot_id"]).waiting[kept["update"]["update_id"]] = Waiting(kept["update"], kept["born"])

    def forget(self) -> None:
        self.sends_twice = False
        for queue in self._queues.values():
            queue.allowed = []
            queue.waiting.clear()
            queue.sent_again.clear()

    def queue(self, bot_id: int) -> Queue:
        return self._queues.setdefault(bot_id, Queue(bot_id))

    def allow(self, bot_id: int, kinds: list[str]) -> None:
        queue = self.queue(bot_id)
        if queue.allowed != kinds:
            queue.allowed = kinds
            self._ledger.put("allowed", bot_id, {"bot_id": bot_id, "allowed": kinds})

    def add(self, bot_id: int, kind: str, content: Json) -> int | None:
        """The number of the new update; none is made of a kind that the bot did not ask for."""
        queue = self.queue(bot_id)
        if not queue.takes(kind):
            return None
        number = self._ledger.next(f"update:{bot_id}", first=_FIRST_UPDATE)
        waiting = Waiting({"update_id": number, kind: content}, self._clock.age_time())
        queue.waiting[number] = waiting
        self._ledger.put(
            "update", f"{bot_id}:{number}", {"bot_id": bot_id, "update": waiting.update, "born": waiting.born}
        )
        queue.bell.ring()
        return number

    def pending(self, bot_id: int) -> list[Json]:
        self._drop_old(self.queue(bot_id))
        return [waiting.update for waiting in self.queue(bot_id).waiting.values()]

    def first(self, bot_id: int) -> Json | None:
        queue = self.queue(bot_id)
        self._drop_old(queue)
        return next((waiting.update for waiting in queue.waiting.values()), None)

    def confirm(self, bot_id: int, offset: int) -> None:
        """Everything below a positive offset is done; a negative one keeps that many from the end."""
        queue = self.queue(bot_id)
        if offset < 0:
            offset = min(list(queue.waiting)[offset:], default=0)
        for number in [number for number in queue.waiting if number < offset]:
            self.accept(bot_id, number)

    def accept(self, bot_id: int, number: int) -> None:
        """The bot has it; where everything is sent twice, it is on its way once more."""
        queue = self.queue(bot_id)
        if self.sends_twice and number not in queue.sent_again:
            queue.sent_again.add(number)
        else:
            self.drop(bot_id, number)

    def drop(self, bot_id: int, number: int) -> None:
        self.queue(bot_id).sent_again.discard(number)
        if self.queue(bot_id).waiting.pop(number, None):
            self._ledger.remove("update", f"{bot_id}:{number}")

    def drop_all(self, bot_id: int) -> None:
        for number in list(self.queue(bot_id).waiting):
            self.drop(bot_id, number)

    async def poll(self, bot_id: int, offset: int, limit: int, seconds: float) -> list[Json]:
        queue, me = self.queue(bot_id), object()
        self.end_poll(bot_id, other_poller())
        queue.poller = me
        self.confirm(bot_id, offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        self._drop_old(queue)
        while not queue.waiting and (left := deadline - loop.time()) > 0:
            await queue.bell.wait(left)
            if queue.poller is not me:
                raise queue.ending or other_poller()
            self._drop_old(queue)
        return [waiting.update for _, waiting in zip(range(limit), queue.waiting.values(), strict=False)]

    def end_poll(self, bot_id: int, refusal: Refusal) -> None:
        queue = self.queue(bot_id)
        queue.poller, queue.ending = None, refusal
        queue.bell.ring()

    def _drop_old(self, queue: Queue) -> None:
        born_after = self._clock.age_time() - LIFE_SECONDS
        while queue.waiting and (number := next(iter(queue.waiting))) and queue.waiting[number].born < born_after:
            self.drop(queue.bot_id, number)
