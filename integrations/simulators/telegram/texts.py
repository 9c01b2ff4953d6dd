"""Owns how a call's text or caption becomes what is kept, with its limits; refuses what Telegram refuses of a text."""

from typing import Any

from integrations.simulators.telegram.formatted import Formatted, checked_link, finish, utf16_length
from integrations.simulators.telegram.html_markup import parse_html
from integrations.simulators.telegram.markdown_markup import parse_markdown
from integrations.simulators.telegram.refusals import bad_request
from integrations.simulators.telegram.wire import Json, Parameters

MAX_TEXT = 4096  # UTF-16 units after entities are parsed, core.telegram.org/bots/api#sendmessage
MAX_CAPTION = 1024
_MAX_SOURCE_BYTES = 1 << 15  # telegram-bot-api Client::get_formatted_text
_PLAIN_TYPES = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code"}
)


def read_text(given: Parameters) -> Formatted:
    text = _read(given, "text", "entities")
    if not text.text:
        raise bad_request("message text is empty")
    if utf16_length(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def read_caption(given: Parameters) -> Json:
    """The caption's fields of a message: none at all where there is no caption."""
    caption = _read(given, "caption", "caption_entities")
    if utf16_length(caption.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields: Json = {}
    if caption.text:
        fields["caption"] = caption.text
        if caption.entities:
            fields["caption_entities"] = list(caption.entities)
        if given.flag("show_caption_above_media"):
            fields["show_caption_above_media"] = True
    return fields


def text_fields(text: Formatted) -> Json:
    return {"text": text.text} | ({"entities": list(text.entities)} if text.entities else {})


def read_quote(quote: Json) -> Formatted:
    given = Parameters({"text": quote.get("quote", ""), **quote}, {})
    return _markup(given.text("text"), given.text("quote_parse_mode"), given.parsed("quote_entities"))


def _read(given: Parameters, name: str, entities: str) -> Formatted:
    source = given.text(name)
    if len(source.encode("utf-8", "surrogatepass")) > _MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    return finish(_markup(source, given.text("parse_mode"), given.parsed(entities)))


def _markup(source: str, mode: str, entities: Any) -> Formatted:
    match mode.lower():
        case "" | "none":
            return Formatted(source, _checked(source, entities if isinstance(entities, list) else []))
        case "html":
            return parse_html(source)
        case "markdownv2":
            return parse_markdown(source)
        case _:
            raise bad_request("unsupported parse_mode")


def _checked(source: str, entities: list[Any]) -> tuple[Json, ...]:
    length = utf16_length(source)
    kept = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse MessageEntity: expected an Object")
        clean = _clean(entity)
        if clean and clean["offset"] >= 0 and clean["length"] > 0 and clean["offset"] + clean["length"] <= length:
            kept.append(clean)
    return tuple(sorted(kept, key=lambda one: (one["offset"], -one["length"])))


def _clean(entity: Json) -> Json | None:
    """What a bot may mark by itself; the types that Telegram finds on its own are ignored."""
    clean = {"offset": int(entity.get("offset", -1)), "length": int(entity.get("length", 0)), "type": entity["type"]}
    match entity["type"]:
        case kind if kind in _PLAIN_TYPES:
            return clean
        case "pre":
            return clean | ({"language": entity["language"]} if entity.get("language") else {})
        case "text_link":
            url = str(entity.get("url", ""))
            if not checked_link(url):
                raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL")
            return clean | {"url": checked_link(url)}
        case "custom_emoji":
            return clean | {"custom_emoji_id": str(entity.get("custom_emoji_id", ""))}
        case _:
            return None
