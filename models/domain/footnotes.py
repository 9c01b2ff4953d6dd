"""Owns footnotes, which Medium has none of: marks become [1], [2], and their notes stand beneath the text.

A note is `[^label]: words` at the top of the text. It refuses to guess: a mark without a note stays as it was written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from models.domain.commonmark import Node

_OPENS = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_MARK = re.compile(r"\[\^([^\]\s]+)\]")
Line = tuple[Token, ...]


@dataclass
class Footnotes:
    """The notes by label, and the numbers that their marks were given in the order of the text."""

    notes: dict[str, Line]
    numbers: dict[str, int] = field(default_factory=dict)

    def marked(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """The text with numbers for marks."""
        return tuple(self._node(node) for node in nodes)

    def beneath(self) -> list[Line]:
        """The notes by their numbers; those that nothing points at come last. A note may point at another."""
        lines: dict[str, Line] = {}
        while left := [label for label in [*self.numbers, *self.notes] if label not in lines]:
            number = self._number(left[0])
            lines[left[0]] = (_text(f"[{number}] "), *self._line(self.notes[left[0]]))
        return [lines[label] for label in sorted(lines, key=lambda each: self.numbers[each])]

    def _node(self, node: Node) -> Node:
        if node.kind == "inline":
            return replace(node, token=node.token.copy(children=list(self._line(node.inline))))
        return replace(node, children=self.marked(node.children))

    def _line(self, tokens: Line) -> Line:
        return tuple(self._tokens(list(tokens)))

    def _tokens(self, tokens: list[Token]) -> Iterator[Token]:
        while tokens:
            token = tokens.pop(0)
            if token.type == "link_open" and (label := _label_of_link(tokens)) in self.notes:
                del tokens[:2]
                yield _text(f"[{self._number(label)}]")
            elif token.type == "text":
                yield token.copy(content=_MARK.sub(self._mark, token.content))
            else:
                yield token

    def _mark(self, mark: re.Match[str]) -> str:
        return f"[{self._number(mark[1])}]" if mark[1] in self.notes else mark[0]

    def _number(self, label: str) -> int:
        return self.numbers.setdefault(label, len(self.numbers) + 1)


def footnotes_of(nodes: tuple[Node, ...]) -> tuple[Footnotes, tuple[Node, ...]]:
    """The notes, and the text without them."""
    notes: dict[str, Line] = {}
    rest: list[Node] = []
    for node in nodes:
        found = _notes_in(node)
        labels = {label for label, _ in found}
        if len(labels) == len(found) > 0 and not labels & notes.keys():
            notes |= dict(found)
        else:  # a label that is there twice stays as it was written, so that no word is lost
            rest.append(node)
    return Footnotes(notes), tuple(rest)


def _notes_in(node: Node) -> list[tuple[str, Line]]:
    """CommonMark takes a note that is nothing but an address for the definition of a link."""
    if node.kind == "definition":
        label, url = str(node.token.meta["label"]), str(node.token.meta["url"])
        return [(label[1:], (_text(url),))] if label.startswith("^") else []
    if node.kind != "paragraph":
        return []
    found: list[tuple[str, Line]] = []
    for line in _lines(node.children[0].inline):
        opens = _OPENS.match(line[0].content) if line and line[0].type == "text" else None
        if opens:
            found.append((opens[1], (line[0].copy(content=line[0].content[opens.end() :]), *line[1:])))
        elif found:
            found[-1] = (found[-1][0], (*found[-1][1], _text(" "), *line))
        else:
            return []
    return found


def _lines(tokens: Line) -> list[Line]:
    """Cut at line breaks, but never inside emphasis or a link."""
    lines, depth = list[list[Token]]([[]]), 0
    for token in tokens:
        depth += token.nesting
        if token.type == "softbreak" and depth == 0:
            lines.append([])
        else:
            lines[-1].append(token)
    return [tuple(line) for line in lines]


def _label_of_link(after: list[Token]) -> str:
    """Of a link that is nothing but a mark: its text is the label of a definition."""
    is_one_word = len(after) > 1 and after[0].type == "text" and after[1].type == "link_close"
    return after[0].content[1:] if is_one_word and after[0].content.startswith("^") else ""


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
