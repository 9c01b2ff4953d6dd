"""Owns an article as Markdown with front matter, for people and for other programs. It reads nothing back."""

import json
from collections.abc import Mapping, Sequence

from models.domain.draft import Draft
from models.domain.markdown import BlockKind, split_blocks
from models.domain.slot_source import Slot, read_slot

Front = Mapping[str, str | Sequence[str]]


def written_out(draft: Draft, front: Front, images: Mapping[str, str]) -> str:
    """`images` tells where the image of a slot lies; a slot without one stays as it is."""
    body = "".join(
        _image(block.text, images) if block.kind is BlockKind.SLOT else block.text for block in split_blocks(draft.body)
    )
    return front_matter({"title": draft.title, "subtitle": draft.subtitle, **front}) + body


def front_matter(fields: Front) -> str:
    """JSON is YAML, so nothing in a value can break it."""
    lines = [f"{name}: {json.dumps(_plain(value), ensure_ascii=False)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", ""])


def _plain(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _image(source: str, images: Mapping[str, str]) -> str:
    slot = read_slot(source).slot
    if slot is None or slot.name not in images:
        return source
    after = source[len(source.rstrip("\r\n \t")) :]
    return _as_markdown(slot, images[slot.name]) + after


def _as_markdown(slot: Slot, address: str) -> str:
    alt, caption = (_escaped(words) for words in (slot.alt, slot.caption))
    return f'![{alt}]({address} "{caption}")' if caption else f"![{alt}]({address})"


def _escaped(words: str) -> str:
    return "".join(f"\\{character}" if character in '\\[]"*_`<>&' else character for character in words)
