"""Owns all that this Telegram knows, in one place that both of its sides share; refuses nothing."""

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.bots import Bot, Bots
from integrations.simulators.telegram.chats import Chats
from integrations.simulators.telegram.clock import Clock
from integrations.simulators.telegram.commands import Commands
from integrations.simulators.telegram.files import Files
from integrations.simulators.telegram.limits import FloodGuard
from integrations.simulators.telegram.taps import Taps
from integrations.simulators.telegram.updates import Updates
from integrations.simulators.telegram.webhook import Webhooks
from integrations.simulators.telegram.wire import Json


class World:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.clock = Clock(ledger)
        self.bots = Bots(ledger)
        self.chats = Chats(ledger)
        self.files = Files(ledger)
        self.commands = Commands(ledger)
        self.updates = Updates(ledger, self.clock)
        self.taps = Taps(ledger, self.clock)
        self.webhooks = Webhooks(ledger, self.clock, self.updates)
        self.flood = FloodGuard()

    def notify(self, bot: Bot, kind: str, content: Json) -> int | None:
        """Queue an update for the bot and get its webhook going."""
        number = self.updates.add(bot.id, kind, content)
        self.webhooks.deliver(bot.id)
        return number

    def forget(self) -> None:
        self.ledger.clear()
        self.webhooks.forget()
        self.flood = FloodGuard()
        self.clock.forget()
        self.bots.forget()
        self.chats.forget()
        self.files.forget()
        self.commands.forget()
        self.updates.forget()
        self.taps.forget()
