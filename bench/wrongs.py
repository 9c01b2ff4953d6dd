"""Owns what may not reach a writer after a revision. It looks into the texts, by other means than the product's."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markdown_it import MarkdownIt

from models.domain.changes import NOTHING, what_changed
from models.store.texts import Text

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>()\[\]\"'`]+")
_SLOT = re.compile(r"^:::image .*?^:::[ \t]*$", re.MULTILINE | re.DOTALL)
_TALK = re.compile(r"Sure, here's|I've revised|remains unchanged\]")
_MOST_LINES = 6


@dataclass(frozen=True)
class Outcome:
    """A revision as the writer gets it: what was asked where, and the text before and after."""

    before: Text
    after: Text
    free: frozenset[int]  # the passages that may change
    may_change_head: bool

    @property
    def warnings(self) -> str:
        return " ".join(self.after.revision.warnings)


Look = Callable[[Outcome], Iterator[str]]


def bytes_outside(seen: Outcome) -> Iterator[str]:
    """Every passage that was not named stands there as it stood, in its order, byte for byte but for blank lines."""
    kept = [block.text.rstrip() for block in seen.before.blocks if block.position not in seen.free]
    at = 0
    for text in kept:
        found = seen.after.body.find(text, at)
        if found < 0:
            yield f"lost or changed: {text[:60]!r}"
        else:
            at = found + len(text)
    if not seen.may_change_head and seen.before.draft.title != seen.after.draft.title:
        yield f"the title became {seen.after.draft.title!r}"


def identities(seen: Outcome) -> Iterator[str]:
    """What was not named is still known as the passage that it was, and locked if it was."""
    now = {block.block_id: block for block in seen.after.blocks}
    for block in seen.before.blocks:
        is_kept = block.block_id in now and now[block.block_id].text.rstrip() == block.text.rstrip()
        if block.position not in seen.free and not (is_kept and now[block.block_id].is_locked == block.is_locked):
            yield f"no longer known: {block.text[:60]!r}"


def structure(seen: Outcome) -> Iterator[str]:
    """What was not named is shown as it was shown: not inside a code block, a list or a link from elsewhere."""
    before, after = (MarkdownIt().render(text.body) for text in (seen.before, seen.after))
    old, new = before.splitlines(), after.splitlines()
    if len(seen.free) < len(seen.before.blocks):
        same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
        free = "".join(block.text for block in seen.before.blocks if block.position in seen.free)
        most = len(MarkdownIt().render(free).splitlines()) + 2 * len(seen.free) + 2
        if len(old) - same > most:
            yield f"{len(old) - same} lines are shown in another way, at most {most} were to change"


def images(seen: Outcome) -> Iterator[str]:
    """No feedback here is about images, so the slots are the same, word for word."""
    old, new = (_SLOT.findall(text.body.replace("\r\n", "\n")) for text in (seen.before, seen.after))
    if old != new:
        yield f"{len(old)} slots became {len(new)}: {[slot.split(chr(10))[0] for slot in new]}"


def links(seen: Outcome) -> Iterator[str]:
    """No address that was not there before."""
    known = set(_ADDRESS.findall(seen.before.body))
    yield from (address for address in _ADDRESS.findall(seen.after.body) if address not in known)


def fences(seen: Outcome) -> Iterator[str]:
    """No code block is left open that was closed."""
    if not _is_open(seen.before.body) and _is_open(seen.after.body):
        yield "a code block is open at the end"


def talk(seen: Outcome) -> Iterator[str]:
    """Nothing that speaks to the author."""
    yield from _TALK.findall(seen.after.body)


def losses(seen: Outcome) -> Iterator[str]:
    """Nobody asked for a shorter text."""
    before, after = len(seen.before.body.split()), len(seen.after.body.split())
    if after < before / 2:
        yield f"{before} words became {after}"


def forms(seen: Outcome) -> Iterator[str]:
    """Tables, lists in lists and HTML that were not there come with a warning."""
    for sign, word in (("<table>", "table"), ("&lt;div&gt;HTML", "HTML"), ("<h1>", "title"), ("<h4>", "level")):
        renders = [MarkdownIt("commonmark", {"html": False}).enable("table").render(each.body) for each in _both(seen)]
        if sign not in renders[0] and sign in renders[1] and word not in seen.warnings:
            yield f"{sign} without a word"


def told(seen: Outcome) -> Iterator[str]:
    """“What changed” has at most six lines, and says nothing only where nothing changed."""
    lines = what_changed(seen.before.draft, seen.after.draft)
    if len(lines) > _MOST_LINES or (lines == (NOTHING,)) is not (seen.before.draft == seen.after.draft):
        yield f"it says {lines}"


WRONGS: dict[str, Look] = {
    "passages changed that were not named": bytes_outside,
    "passages that lost their identity or lock": identities,
    "passages shown in another way": structure,
    "image slots lost, changed or invented": images,
    "links to addresses that nobody named": links,
    "code blocks left open": fences,
    "words to the author": talk,
    "texts cut to less than half": losses,
    "forms Medium has not, without a warning": forms,
    "untrue words about what changed": told,
}


def _both(seen: Outcome) -> Sequence[Text]:
    return seen.before, seen.after


def _is_open(body: str) -> bool:
    """A fence is closed by a line of as many of its marks, and nothing else."""
    opened = ""
    for line in body.replace("\r\n", "\n").split("\n"):
        found = re.match(r"(?:[>\s-]*)(`{3,}|~{3,})(.*)", line)
        if found and not opened:
            opened = found[1]
        elif found and found[1][0] == opened[0] and len(found[1]) >= len(opened) and not found[2].strip():
            opened = ""
    return bool(opened)
