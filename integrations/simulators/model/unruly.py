"""Owns the ways in which a simulated writer does what nobody asked. It is told which; it refuses to be fair."""

import json
import re
from collections.abc import Callable, Sequence

from integrations.simulators.model.memory import Mischief
from integrations.simulators.model.page import blocks_of
from integrations.simulators.model.request import Asked

Spoil = Callable[[str, Asked], str]

_SLOT = re.compile(r"^:::image.*?^:::$\n*", re.MULTILINE | re.DOTALL)
_INVENTED = "https://invented.example"
_MORE_SLOTS = (
    ":::image surprise\nprompt: A cat\nalt: A cat\ncaption: A cat\n:::",
    ":::image cover\nprompt: Another cover\nalt: x\ncaption: y\n:::",
    ":::image open\nprompt: x",
)


def spoilt(answer: str, asked: Asked, mischiefs: Sequence[Mischief]) -> str:
    """The same answer, of the same shape, after the mischief. Tags and other small things are left alone."""
    written = json.loads(answer) if mischiefs and asked.task in ("draft", "revision", "repair", "passages") else None
    if not isinstance(written, dict):
        return answer
    for mischief in mischiefs:
        if mischief is Mischief.REWRITES:
            written |= {name: f"My own {name}" for name in ("title", "subtitle") if name in written}
        if isinstance(written.get("body"), str):
            written["body"] = _SPOIL[mischief](written["body"], asked) or " "
        if isinstance(written.get("passages"), list):
            written["passages"] = [_SPOIL[mischief](passage, asked) for passage in written["passages"]]
    return json.dumps(written, ensure_ascii=False)


def _rewrite(text: str, _: Asked) -> str:
    blocks = blocks_of(text) or (text,)
    return "\n\n".join(block if block.startswith((":::", "```")) else f"Put anew: {block[::-1]}" for block in blocks)


def _drop_slots(text: str, _: Asked) -> str:
    return _SLOT.sub("", text)


def _invent_slots(text: str, _: Asked) -> str:
    return "\n\n".join([_MORE_SLOTS[0], text, *_MORE_SLOTS[1:]])


def _invent_links(text: str, _: Asked) -> str:
    linked = re.sub(r"\b(the|and|a|is)\b", rf"[\1]({_INVENTED}/study?a=1&b=%20)", text, count=3)
    more = f"See <{_INVENTED}/auto>, {_INVENTED}/bare, or ![it]({_INVENTED}/x.png) and [this][made]."
    return f"{linked} {more}\n\n[made]: {_INVENTED}/def"


def _break_fences(text: str, _: Asked) -> str:
    opened = re.sub(r"^(```|~~~)[ \t]*$", "", text, count=1, flags=re.MULTILINE)
    return f"{opened}\n\n```python\nprint('never closed')"


def _chatter(text: str, _: Asked) -> str:
    return f"Sure, here's the revised article:\n\n{text}\n\nI've revised the article as you asked."


def _cut_short(text: str, _: Asked) -> str:
    return f"{text[: len(text) // 2]}\n\n[The rest of the article remains unchanged]"


def _send_all(text: str, asked: Asked) -> str:
    """All that it was shown, the neighbours included."""
    around = re.findall(r"<(?:before|after|passage)-\d+>\n(.*?)</(?:before|after|passage)-\d+>", asked.text, re.DOTALL)
    return "\n\n".join([f"# {asked.line('Title') or 'A title'}", *(part.strip() for part in around), text])


def _send_nothing(_: str, __: Asked) -> str:
    return ""


def _like_tables(text: str, _: Asked) -> str:
    table, nested = "| a | b |\n|---|---|\n| 1 | 2 |", "- one\n  - two"
    return "\n\n".join(["#### Deep", text, table, nested, "<div>HTML</div>", "## Empty"])


def _reach_out(text: str, _: Asked) -> str:
    return f"===\n{text}\n\n[label]: {_INVENTED}/label\n[here]: {_INVENTED}/here\n\n<!-- open\n- "


_SPOIL: dict[Mischief, Spoil] = {
    Mischief.REWRITES: _rewrite,
    Mischief.DROPS_SLOTS: _drop_slots,
    Mischief.INVENTS_SLOTS: _invent_slots,
    Mischief.INVENTS_LINKS: _invent_links,
    Mischief.BREAKS_FENCES: _break_fences,
    Mischief.CHATTERS: _chatter,
    Mischief.CUTS_SHORT: _cut_short,
    Mischief.SENDS_ALL: _send_all,
    Mischief.SENDS_NOTHING: _send_nothing,
    Mischief.LIKES_TABLES: _like_tables,
    Mischief.REACHES_OUT: _reach_out,
}
