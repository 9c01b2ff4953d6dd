"""Owns which bots exist and how each is shown; refuses a token that nobody registered."""

from dataclasses import dataclass, field

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.refusals import Refusal
from integrations.simulators.telegram.wire import Json

DEFAULT_TOKEN = "110201543:simulated-telegram-token-0000000000"  # noqa: S105 - it opens nothing but this simulator


@dataclass(frozen=True)
class Bot:
    token: str = field(repr=False)
    username: str
    name: str
    reads_all_group_messages: bool = True

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def as_itself(self) -> Json:
        """What getMe adds: core.telegram.org/bots/api#user."""
        return self.as_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_all_group_messages,
            "supports_inline_queries": False,
            "supports_guest_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }


class Bots:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._by_token: dict[str, Bot] = {}
        self.forget()
        for kept in ledger.all("bot"):
            self._by_token[kept["token"]] = Bot(**kept)

    def forget(self) -> None:
        self._by_token = {DEFAULT_TOKEN: Bot(DEFAULT_TOKEN, "copydesk_sim_bot", "Copydesk")}

    def register(self, bot: Bot) -> None:
        """A new token for a bot that is there ends its old one, as BotFather's /revoke does."""
        self._by_token = {token: known for token, known in self._by_token.items() if known.id != bot.id}
        self._by_token[bot.token] = bot
        kept = {"token": bot.token, "username": bot.username, "name": bot.name}
        self._ledger.put("bot", bot.id, kept | {"reads_all_group_messages": bot.reads_all_group_messages})

    def all(self) -> list[Bot]:
        return list(self._by_token.values())

    def with_token(self, token: str) -> Bot:
        if bot := self._by_token.get(token):
            return bot
        raise Refusal(401, "Unauthorized")

    def named(self, name: str | None) -> Bot | None:
        """By id, username or token, as the writer's side names it; the default bot when unnamed."""
        if not name:
            return self._by_token[DEFAULT_TOKEN]
        return next((bot for bot in self.all() if name in (str(bot.id), bot.username, bot.token)), None)
