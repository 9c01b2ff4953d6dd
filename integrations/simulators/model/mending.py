"""Owns what the simulated writer does when it is told of faults: the few it knows are mended, the others stay."""

import re
from collections.abc import Callable

from integrations.simulators.model import stock
from integrations.simulators.model.composing import Composed
from integrations.simulators.model.page import blocks_of
from integrations.simulators.model.revising import revise

Mend = Callable[[Composed, re.Match[str], str], Composed]


def mend(current: Composed, faults: list[str], seed: str) -> Composed:
    for fault in faults:
        for pattern, order in _ORDERS:
            if found := re.search(pattern, fault):
                current = order(current, found, seed)
                break
    return current


def _resize(current: Composed, found: re.Match[str], seed: str) -> Composed:
    middle = (int(found["least"]) + int(found["most"])) // 2
    return revise(current, [f"make it {found['how']}, {middle} words"], seed)


def _shorten_title(current: Composed, _: re.Match[str], seed: str) -> Composed:
    return revise(current, ["make the title shorter"], seed)


def _without_phrase(current: Composed, found: re.Match[str], _: str) -> Composed:
    return _without(current, re.escape(found["phrase"]))


def _unlink(current: Composed, found: re.Match[str], _: str) -> Composed:
    address = re.escape(found["address"])
    body = re.sub(rf"!?\[([^\]]*)\]\(<?{address}[^)]*\)", r"\1", current.body)
    return _without(Composed(current.title, current.subtitle, body), rf"<?{address}\S*")


def _without(current: Composed, pattern: str) -> Composed:
    def cleaned(text: str) -> str:
        return re.sub(pattern, "", text, flags=re.IGNORECASE)

    return Composed(cleaned(current.title), cleaned(current.subtitle), cleaned(current.body))


def _close_fence(current: Composed, _: re.Match[str], __: str) -> Composed:
    return Composed(current.title, current.subtitle, f"{current.body.rstrip()}\n```\n")


def _disclose(current: Composed, _: re.Match[str], __: str) -> Composed:
    blocks = list(blocks_of(current.body))
    return Composed(current.title, current.subtitle, "\n\n".join([*blocks[:1], stock.DISCLOSURE, *blocks[1:]]))


_ORDERS: tuple[tuple[str, Mend], ...] = (
    (r"instead of (?P<least>\d+) to (?P<most>\d+) words: make it (?P<how>longer|shorter)", _resize),
    (r"the title has \d+ characters", _shorten_title),
    (r"“(?P<phrase>[^”]+)” (?:is a worn-out phrase|is a placeholder|speaks to the author)", _without_phrase),
    (r"^The link to (?P<address>\S+) ", _unlink),
    (r"code block is not closed", _close_fence),
    (r"do not say that AI helped", _disclose),
)
