"""Owns the words in which Telegram says no: code, description and parameters, exactly as the Bot API sends them.

Source of the wording: tdlib/telegram-bot-api `Client.cpp` and tdlib/td; it decides nothing about when to refuse.
"""

from integrations.simulators.telegram.wire import Json


class Refusal(Exception):
    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad_request(text: str) -> Refusal:
    return Refusal(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refusal:
    return Refusal(403, f"Forbidden: {text}")


def conflict(text: str) -> Refusal:
    return Refusal(409, f"Conflict: {text}")


def cannot_parse(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")


def too_many_requests(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def upgraded(new_chat_id: int) -> Refusal:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, text, {"migrate_to_chat_id": new_chat_id})


def query_too_old() -> Refusal:
    return bad_request("query is too old and response timeout expired or query ID is invalid")


def not_modified() -> Refusal:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )


def other_poller() -> Refusal:
    return conflict("terminated by other getUpdates request; make sure that only one bot instance is running")


def webhook_is_active() -> Refusal:
    return conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )


def wrong_file() -> Refusal:
    return bad_request("wrong file identifier/HTTP URL specified")
