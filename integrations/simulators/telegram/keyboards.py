"""Owns reply markup: what a bot may send as buttons, and the button that a tap means; refuses malformed keyboards."""

from dataclasses import dataclass
from typing import Any

from integrations.simulators.telegram.formatted import checked_link
from integrations.simulators.telegram.refusals import bad_request
from integrations.simulators.telegram.wire import Json, Parameters

MAX_DATA_BYTES = 64
MAX_BUTTONS = 100  # limits.tginfo.me: one hundred buttons in a keyboard
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_LOOKS = ("text", "style", "icon_custom_emoji_id")


@dataclass(frozen=True)
class Markup:
    """Buttons under the message are part of it; the keyboard of the phone is not, and no answer shows it."""

    inline: Json | None = None
    phone: Json | None = None


def read_markup(given: Parameters) -> Markup:
    raw = given.parsed("reply_markup")
    if raw is None:
        if given.text("reply_markup"):
            raise bad_request("can't parse reply keyboard markup JSON object")
        return Markup()
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in raw:
        return Markup(phone=raw or None)
    rows = _read_rows(raw["inline_keyboard"])
    return Markup(inline={"inline_keyboard": rows} if rows else None)


def _read_rows(raw: Any) -> list[list[Json]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [[_read_button(button) for button in row] for row in raw if row]
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _read_button(raw: Any) -> Json:
    start = "can't parse inline keyboard button: "
    if not isinstance(raw, dict):
        raise bad_request(f"{start}InlineKeyboardButton must be an Object")
    if not isinstance(raw.get("text"), str):
        raise bad_request(f'{start}Field "text" must be of type String')
    actions = [name for name in _ACTIONS if raw.get(name) not in (None, "")]
    if not actions:
        raise bad_request(f"{start}Text buttons are unallowed in the inline keyboard")
    _check_action(raw, actions[0])
    return {name: raw[name] for name in (*_LOOKS, actions[0]) if raw.get(name) is not None}


def _check_action(raw: Json, action: str) -> None:
    if not raw["text"].strip():
        raise bad_request("inline keyboard button text is empty")
    if action == "callback_data" and len(str(raw[action]).encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not checked_link(str(raw[action])):
        raise bad_request(f"inline keyboard button URL '{raw[action]}' is invalid: Wrong HTTP URL")


def buttons(body: Json) -> list[list[Json]]:
    rows: list[list[Json]] = body.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def find_button(body: Json, text: str | None, data: str | None, row: int | None, column: int | None) -> Json | None:
    """The first button that fits everything that is named."""
    for row_number, cells in enumerate(buttons(body)):
        for column_number, button in enumerate(cells):
            wanted = (text, data, row, column)
            actual = (button["text"], button.get("callback_data"), row_number, column_number)
            if all(w is None or w == a for w, a in zip(wanted, actual, strict=True)):
                return button
    return None
