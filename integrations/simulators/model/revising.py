"""Owns what the simulated writer does with notes: what was asked, no more. It refuses to touch slots and code."""

import re
import textwrap
from collections.abc import Callable
from dataclasses import replace

from integrations.simulators.model import stock
from integrations.simulators.model.composing import Composed
from integrations.simulators.model.page import Page, blocks_of, sentences
from integrations.simulators.model.pen import Pen
from integrations.simulators.model.subjects import kinship, named, subjects_of
from integrations.simulators.model.tone import friendlier, more_formal

_UNQUOTED = "“”\"'‘’ .?!"
_SHORT_TITLE = 60  # characters
_CHANGE = 0.25  # what "shorter" and "longer" mean when no number is given
_ASKING = re.compile(r"^(?:(?:please|can|could|would|you|i|we|want|like|to|also|and|then|but)\b[\s,]*)+", re.IGNORECASE)


Order = Callable[[Page, re.Match[str]], Page]


def revise(current: Composed, notes: list[str], seed: str) -> Composed:
    """A body in which no note changed a block comes back byte for byte, odd blank lines included."""
    before = Page(current.title, current.subtitle, blocks_of(current.body), seed)
    if not before.blocks:
        return current
    page = before
    for note in notes:
        page = _obey(page, note)
    body = current.body if page.blocks == before.blocks else "\n\n".join(page.blocks)
    return Composed(page.title, page.subtitle, body)


def _obey(page: Page, note: str) -> Page:
    wish = _ASKING.sub("", note.strip())
    for pattern, order in _ORDERS:
        if found := re.search(pattern, wish, re.IGNORECASE | re.DOTALL):
            return order(page, found)
    return _reflect(page, wish)


def _retitle(page: Page, found: re.Match[str]) -> Page:
    return replace(page, title=_given(found["text"]))


def _given(text: str) -> str:
    """A new title without the quotation marks around it; its own question mark stays."""
    return text.strip(_UNQUOTED.rstrip("?!"))


def _shorten_title(page: Page, _: re.Match[str]) -> Page:
    shorter = textwrap.shorten(page.title, _SHORT_TITLE, placeholder="")
    return replace(page, title=shorter.rstrip(" ,;:–-"))


def _resubtitle(page: Page, found: re.Match[str]) -> Page:
    return replace(page, subtitle=_given(found["text"]))


def _swap(page: Page, found: re.Match[str]) -> Page:
    old, new = found["old"], found["new"]
    return replace(page, title=page.title.replace(old, new), blocks=tuple(b.replace(old, new) for b in page.blocks))


def _only_paragraph(page: Page, found: re.Match[str]) -> Page:
    """A note about one paragraph is obeyed on a page that holds only that paragraph."""
    places = page.paragraphs
    number = int(found["number"])
    if not 1 <= number <= len(places):
        return page
    return _within(page, places[number - 1], found["text"])


def _only_quoted(page: Page, found: re.Match[str]) -> Page:
    holding = [place for place in page.paragraphs if found["quote"].strip() in page.blocks[place]]
    return _within(page, holding[0], found["text"]) if holding else _reflect(page, found["text"])


def _within(page: Page, place: int, note: str) -> Page:
    alone = _obey(replace(page, blocks=(page.blocks[place],)), note)
    if not alone.blocks:
        return page.without_block(place)
    return page.with_block(place, "\n\n".join(alone.blocks))


def _remove_numbered(page: Page, found: re.Match[str]) -> Page:
    places, number = page.paragraphs, int(found["number"])
    return page.without_block(places[number - 1]) if 1 <= number <= len(places) else page


def _remove_about(page: Page, found: re.Match[str]) -> Page:
    place = page.nearest(found["text"])
    return page.without_block(place) if kinship(page.blocks[place], found["text"]) else page


def _mention(page: Page, found: re.Match[str]) -> Page:
    thing = found["text"].strip(_UNQUOTED)
    subject = thing if len(thing.split()) > 1 or thing[:1].isupper() else named(thing)
    return page.with_sentence(page.nearest(thing), _pen(page, thing).write(stock.ABOUT, about=subject))


def _shorten(page: Page, found: re.Match[str]) -> Page:
    """Closing sentences go, from the longest paragraph first; no paragraph loses its last one."""
    target = _target(page, found, 1 - _CHANGE)
    while page.words > target:
        place = max(page.paragraphs, key=lambda at: len(sentences(page.blocks[at])), default=None)
        if place is None or len(kept := sentences(page.blocks[place])[:-1]) == 0:
            return page
        page = page.with_block(place, " ".join(kept))
    return page


def _lengthen(page: Page, found: re.Match[str]) -> Page:
    target, pen = _target(page, found, 1 + _CHANGE), _pen(page, found.string)
    number = 0
    while page.words < target and page.paragraphs:
        place = page.paragraphs[number % len(page.paragraphs)]
        page = page.with_sentence(place, pen.write((stock.DETAILS, stock.LESSONS, stock.ADVICE)[number % 3]))
        number += 1
    return page


def _in_tone(change: Callable[[str], str]) -> Order:
    def order(page: Page, _: re.Match[str]) -> Page:
        places = set(page.paragraphs)
        return replace(page, blocks=tuple(change(b) if at in places else b for at, b in enumerate(page.blocks)))

    return order


def _reflect(page: Page, wish: str) -> Page:
    subjects = subjects_of(wish)
    about = named(subjects[0]) if subjects else " ".join(wish.split()[:8]).strip(_UNQUOTED)
    return page.with_sentence(page.nearest(wish), _pen(page, wish).write(stock.ABOUT, about=about))


_CHANGE_THE = r"^(?:(?:change|set|turn|make)\s+)?(?:the\s+|new\s+)*"
_TO = r"(?:\s+(?:to|into|be)\b)?\s*:?\s*(?P<text>[^\n]+)"
_REMOVE = r"^(?:remove|drop|cut|delete)\s+"
_SAY_MORE = r"(?:add|say|write) (?:something|a word|a sentence|a line|more) (?:about|on)"
_ORDERS: tuple[tuple[str, Order], ...] = (
    (r"^(?:in )?paragraph (?P<number>\d+)\s*[:,–-]\s*(?P<text>.+)", _only_paragraph),
    (r"^(?:about|on|regarding)\s+[“\"](?P<quote>.+?)[”\"]\s*[:,–-]\s*(?P<text>.+)", _only_quoted),
    (rf"{_CHANGE_THE}subtitle{_TO}", _resubtitle),
    (r"\btitle\b.*\b(?:shorter|too long|characters)\b|\bshorten\b.*\btitle\b", _shorten_title),
    (rf"{_CHANGE_THE}(?:title|headline){_TO}", _retitle),
    (r"^replace\s+[“\"'](?P<old>.+?)[”\"']\s+(?:with|by)\s+[“\"'](?P<new>.*?)[”\"']", _swap),
    (rf"{_REMOVE}(?:the )?paragraph\s+(?P<number>\d+)", _remove_numbered),
    (rf"{_REMOVE}(?:the )?(?:paragraph|part|passage|bit)s? (?:about|on)\s+(?P<text>.+)", _remove_about),
    (rf"^(?:mention|{_SAY_MORE})\s+(?P<text>.+)", _mention),
    (r"\b(?:shorter|shorten|trim|too long|tighten)\b(?:.*?(?P<words>\d+)\s*words)?", _shorten),
    (r"\b(?:longer|lengthen|expand|too short)\b(?:.*?(?P<words>\d+)\s*words)?", _lengthen),
    (r"\b(?:friendlier|friendly|warmer|less formal|more casual|casual)\b", _in_tone(friendlier)),
    (r"\b(?:more formal|formal|less casual|more serious)\b", _in_tone(more_formal)),
)


def _target(page: Page, found: re.Match[str], factor: float) -> float:
    return float(found["words"]) if found["words"] else page.words * factor


def _pen(page: Page, note: str) -> Pen:
    return Pen(page.seed + note, page.title, page.blocks[0] if page.blocks else "")
