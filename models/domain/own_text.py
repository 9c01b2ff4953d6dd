"""Owns the text that a writer hands in as it is to be: read from a message or a file, taken word for word.

It refuses, with the way out, what cannot be a text: pictures and office files, other encodings, nothing at all.
"""

import re

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.legible import require_legible
from models.domain.markdown import headings_of, split_blocks
from models.domain.slot_source import write_slot
from models.domain.slots import slots_of

LARGEST_FILE = 512 * 1024
LONGEST_MESSAGE = 4_000  # characters; Telegram's apps cut what is longer into several messages at 4096
_ENDINGS = (".md", ".markdown", ".txt")
_ASKS = re.compile(r"^\s*use this(?:\s+(?:text|version|one|instead|please))*\s*(?::|\n)\s*", re.IGNORECASE)
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_SHOWN_SLOT = re.compile(r"^🖼 (?P<name>[\w-]+)(?: — .*)?$", re.MULTILINE)
_HOW = "Send it as a .md or .txt file in UTF-8."


def asks_to_use(text: str) -> bool:
    """“Use this: …”"""
    return bool(_ASKS.match(text))


def require_whole(message: str) -> str:
    """The text of a message that says so, if it can be all of it."""
    if len(message) >= LONGEST_MESSAGE:
        raise Refused(f"Telegram cuts long messages, and this may be a part of yours. {_HOW}")
    return _ASKS.sub("", message, count=1)


def require_readable(name: str, size_bytes: int) -> None:
    """Before it is fetched: whether a file of this name and size can be a text."""
    if not name.lower().endswith(_ENDINGS):
        raise Refused(f"“{name[:60]}” is no text that I can take as it is. {_HOW}")
    if size_bytes > LARGEST_FILE:
        raise Refused(f"The file has {size_bytes // 1024} KB; a text may have {LARGEST_FILE // 1024}.")


def read_file(name: str, data: bytes) -> str:
    require_readable(name, len(data))
    return as_text(name, data, LARGEST_FILE)


def as_text(name: str, data: bytes, most: int) -> str:
    """UTF-8, or UTF-16 that says so; anything else would lose letters."""
    if len(data) > most:
        raise Refused(f"“{name[:60]}” has {len(data) // 1024} KB; at most {most // 1024} are read.")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"“{name[:60]}” is not in UTF-8, so some letters would be lost. Save it as UTF-8.") from None
    if _UNREADABLE.search(text):
        raise Refused(f"“{name[:60]}” holds more than text. {_HOW}")
    return text


def read_own_text(text: str, current: Draft) -> Draft:
    """Its first line may be the title as “# Title”; title and subtitle that are not given stay as they are."""
    require_legible(text)
    title, body = _title_of(text.lstrip("\ufeff"))
    body = _with_slots(body, current)
    if not body.strip():
        raise Refused("There is no text in it. Send the whole article as it is to be.")
    return Draft(title=title or current.title, subtitle=current.subtitle, body=body)


def _title_of(text: str) -> tuple[str, str]:
    heads = [heading for heading in headings_of(text) if heading.level == 1]
    blocks = split_blocks(text)
    first = next((at for at, block in enumerate(blocks) if block.text.strip()), 0)
    if not heads or heads[0].block != first:
        return "", text
    return heads[0].text.strip(), "".join(block.text for block in blocks[first + 1 :])


def _with_slots(body: str, current: Draft) -> str:
    """A picture as Telegram shows it, in a text that was copied from there, is the slot again."""
    known = {slot.name: slot for slot in slots_of(current.body)}
    there = {slot.name for slot in slots_of(body)}

    def written(found: re.Match[str]) -> str:
        slot = known.get(found["name"])
        return found[0] if slot is None or slot.name in there else write_slot(slot).rstrip("\n")

    return _SHOWN_SLOT.sub(written, body)
