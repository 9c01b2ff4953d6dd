"""Owns the command lists of the bots per scope and language; refuses malformed names."""

import json
import re

from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram.refusals import bad_request
from integrations.simulators.telegram.wire import Json, Parameters

_NAME = re.compile(r"/?[a-z0-9_]{1,32}")  # core.telegram.org/bots/api#botcommand
_MAX_DESCRIPTION, _MAX_COMMANDS = 256, 100


class Commands:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lists: dict[str, list[Json]] = {kept["key"]: kept["commands"] for kept in ledger.all("commands")}

    def forget(self) -> None:
        self._lists.clear()

    def get(self, bot_id: int, given: Parameters) -> list[Json]:
        return self._lists.get(_key(bot_id, given), [])

    def set(self, bot_id: int, given: Parameters) -> None:
        commands = [_checked(command) for command in given.sequence("commands") or []]
        if len(commands) > _MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        key = _key(bot_id, given)
        self._lists[key] = commands
        self._ledger.put("commands", key, {"key": key, "commands": commands})

    def remove(self, bot_id: int, given: Parameters) -> None:
        key = _key(bot_id, given)
        self._lists.pop(key, None)
        self._ledger.remove("commands", key)


def _key(bot_id: int, given: Parameters) -> str:
    scope = given.mapping("scope") or {"type": "default"}
    return f"{bot_id}:{json.dumps(scope, sort_keys=True)}:{given.text('language_code')}"


def _checked(command: Json) -> Json:
    name, description = str(command.get("command", "")), str(command.get("description", ""))
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description or len(description) > _MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}
