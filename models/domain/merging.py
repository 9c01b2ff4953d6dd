"""Owns the putting of a model's passages into the old text: outside of them not a byte changes, whatever came back.

An answer that would reach beyond its place, as an open code fence does, or a definition that turns words elsewhere
into a link, is not taken: the old passage stays, and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.domain.checks.code import has_open_fence
from models.domain.checks.finding import CheckName, Finding
from models.domain.commonmark import Node, every_node, parse_blocks
from models.domain.markdown import Block, nodes_by_block, split_blocks, words_of
from models.domain.passages import origins
from models.domain.quotes import core
from models.domain.scope import Excerpt, Scope
from models.domain.slot_keeping import keep_slots
from models.domain.subjects import asks_to_leave_out, is_about_length
from models.domain.unlinking import without_foreign_links

_LINE_ENDS = "\r\n"
_GROWTH, _ROOM = 2, 60  # times, and words
_ECHO = 20  # letters and digits; a shorter passage alone may well stand there twice


@dataclass
class Merged:
    """The new body; for each of its blocks the old one that it is or replaces; what was not taken as it came."""

    body: str
    came_from: list[int | None]
    found: list[Finding] = field(default_factory=list)


def merged(body: str, scope: Scope, passages: Sequence[str], links: frozenset[str]) -> Merged:
    """From the last excerpt to the first, so that the places of the others stay what they were."""
    blocks = split_blocks(body)
    result = Merged(body, list(range(len(blocks))))
    for excerpt, answer in reversed(list(zip(scope.excerpts, passages, strict=True))):
        _put_in(result, blocks, excerpt, _fitted(result, blocks, excerpt, answer, scope, links))
    return result


def close_fence(text: str) -> str:
    """With every fence closed that the text leaves open, at its end."""
    while has_open_fence(text):
        fences = [node for node in every_node(parse_blocks(text)) if node.kind == "fence"]
        text = f"{text.rstrip(_LINE_ENDS)}\n{fences[-1].token.markup}"
        if len(fences) > 1 or fences[-1].token.level:  # inside a quote or a list its end is the end of that
            break
    return text


def _fitted(
    result: Merged, blocks: Sequence[Block], excerpt: Excerpt, answer: str, scope: Scope, links: frozenset[str]
) -> str:
    """The answer as it can stand there: closed, with its own images, without what stands elsewhere already."""
    old = "".join(block.text for block in blocks[excerpt.first : excerpt.end])
    new = answer.strip(_LINE_ENDS) if answer.strip() else ""
    if not new and not any(map(asks_to_leave_out, excerpt.wishes)):
        result.found.append(Finding(CheckName.LENGTH, "A passage came back empty, so it was left as it was."))
        return old.strip(_LINE_ENDS)
    if has_open_fence(new) and not has_open_fence(old):
        message = "A code block was left open; it was closed at the end of its passage."
        result.found.append(Finding(CheckName.CODE, message, spoils=True))
        new = close_fence(new)
    new = _without_echoes(new, old, [*blocks[: excerpt.first], *blocks[excerpt.end :]])
    new = without_foreign_links(new, links)
    if not scope.may_change_images:
        new = keep_slots(old, new)
    result.found += _outgrown(old, new, excerpt)
    return new.strip(_LINE_ENDS)


def _outgrown(old: str, new: str, excerpt: Excerpt) -> list[Finding]:
    before, now = words_of(old), words_of(new)
    if now <= before * _GROWTH + _ROOM or any(map(is_about_length, excerpt.wishes)):
        return []
    message = f"A passage grew from {before} to {now} words: nothing asked for that."
    return [Finding(CheckName.LENGTH, message, spoils=True)]


def _without_echoes(new: str, old: str, around: Sequence[Block]) -> str:
    """A model that sends the whole article for one passage repeats its neighbours: they stand there already."""
    known = {core(block.text) for block in around} - {core(block.text) for block in split_blocks(old)}
    blocks = split_blocks(new)
    kept = [block.text for block in blocks if core(block.text) not in known]
    is_echo = any(len(core(block.text)) >= _ECHO and core(block.text) in known for block in blocks)
    return "".join(kept) if is_echo else new


def _put_in(result: Merged, blocks: Sequence[Block], excerpt: Excerpt, new: str) -> None:
    """With the blank lines that were there, with more where neighbours would grow together, or not at all."""
    start = sum(len(block.text) for block in blocks[: excerpt.first])
    old = "".join(block.text for block in blocks[excerpt.first : excerpt.end])
    head, tail = result.body[:start], result.body[start + len(old) :]
    ended = old[len(old.rstrip(_LINE_ENDS)) :]
    shapes = [new + ended if new else "", f"{new}\n\n" if new else "\n", f"\n{new}\n\n", f"\n\n{new}\n\n"]
    for shape in shapes:
        body = head + shape + tail
        if _leaves_the_rest(result.body, body, excerpt):
            size = len(split_blocks(body)) - len(split_blocks(result.body)) + excerpt.end - excerpt.first
            inside = split_blocks(body)[excerpt.first : excerpt.first + size]
            result.came_from[excerpt.first : excerpt.end] = _inner_origins(blocks, excerpt, inside)
            result.body = body
            return
    message = "A change would have reached beyond its passage, so the passage was left as it was."
    result.found.append(Finding(CheckName.FORMS, message))


def _inner_origins(blocks: Sequence[Block], excerpt: Excerpt, inside: Sequence[Block]) -> list[int | None]:
    old = [block.text.strip() for block in blocks[excerpt.first : excerpt.end]]
    found = origins(old, [block.text.strip() for block in inside])
    return [None if at is None else at + excerpt.first for at in found]


def _leaves_the_rest(before: str, after: str, excerpt: Excerpt) -> bool:
    """Every block outside is still a block of its own, and means to a reader what it meant."""
    old, new = split_blocks(before), split_blocks(after)
    behind = len(old) - excerpt.end
    if len(new) < excerpt.first + behind:
        return False
    meant, means = _meanings(before), _meanings(after)
    pairs = [(at, at) for at in range(excerpt.first)]
    pairs += [(len(old) - at, len(new) - at) for at in range(1, behind + 1)]
    return all(
        old[there].text.rstrip(_LINE_ENDS) == new[here].text.rstrip(_LINE_ENDS) and meant.get(there) == means.get(here)
        for there, here in pairs
    )


def _meanings(text: str) -> dict[int, list[tuple[str, str, str]]]:
    return {index: list(_meaning(node)) for index, node in nodes_by_block(text)}


def _meaning(node: Node) -> list[tuple[str, str, str]]:
    tokens = [token for inner in every_node((node,)) for token in (inner.token, *inner.inline)]
    return [(token.type, token.content, str(sorted(token.attrs.items(), key=str))) for token in tokens]
