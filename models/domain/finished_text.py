"""Owns a finished text in Markdown as an import brings it: its front matter cut off, its title found.

It refuses a text without words. What the front matter says is read elsewhere: YAML is nothing that the domain knows.
"""

import re
from typing import Final

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.html_images import holds_html, with_markdown_images
from models.domain.incoming import Fields, Incoming, incoming_text, subtitle_in, title_in
from models.domain.legible import require_legible
from models.domain.markdown import headings_of, split_blocks, words_of
from models.domain.own_images import name_of_file

_HTML: Final = "it holds HTML, which readers would see as it was typed: write it as Markdown"
LARGEST_FRONT_MATTER: Final = 16 * 1024  # characters
_OPENS = re.compile(r"\A\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_CLOSES = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_LOOKS_LIKE_A_FIELD = re.compile(r"\s*[\w-]+[ \t]*:(?:[ \t]|\r|\n|\Z)")


def cut_front_matter(text: str) -> tuple[str, str]:
    """The front matter without its lines of ---, and the text after it; a rule at the top is no front matter."""
    opened = _OPENS.match(text)
    if text.startswith("+++"):
        raise Refused("Its front matter is TOML (+++). Write it as YAML between lines of ---.")
    if opened is None:
        return "", text.removeprefix("\ufeff")
    closed = _CLOSES.search(text, opened.end())
    if closed is None:
        if _LOOKS_LIKE_A_FIELD.match(text, opened.end()):
            raise Refused("Its front matter has no end: close it with a line of ---.")
        return "", text.removeprefix("\ufeff")
    front = text[opened.end() : closed.start()]
    if len(front) > LARGEST_FRONT_MATTER:
        raise Refused(f"Its front matter has {len(front)} characters; at most {LARGEST_FRONT_MATTER} are read.")
    return front, text[closed.end() :]


def finished_text(where: str, file_name: str, fields: Fields, body: str) -> Incoming:
    """The title is that of the fields, else the first heading, else the file's name."""
    require_legible(body)
    title, body = _titled(title_in(fields), file_name, with_markdown_images(body))
    if not words_of(body):
        raise Refused("It holds no text.")
    piece = incoming_text(where, Draft(title=title, subtitle=subtitle_in(fields), body=body), fields)
    return piece.with_remark(_HTML) if holds_html(body) else piece


def _titled(title: str, file_name: str, body: str) -> tuple[str, str]:
    headings = headings_of(body)
    if not headings:
        return title or _title_of_file(file_name), body
    first, blocks = headings[0], split_blocks(body)
    stands_first = not any(block.text.strip() for block in blocks[: first.block])
    said = " ".join(first.text.split())
    if not said:
        return title or _title_of_file(file_name), body
    if stands_first and title in ("", said):
        return said, "".join(block.text for block in blocks[first.block + 1 :])
    return title or said, body


def _title_of_file(name: str) -> str:
    return name_of_file(name) or "Without a title"
