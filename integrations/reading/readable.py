"""Owns the reduction of a page to what a reader came for: title, author, site and text. It fetches nothing.

trafilatura, because it is kept up, made for exactly this, reads in a few dozen languages, and finds title, author, site
and date besides the text, which readability-lxml and selectolax leave to their caller.
"""

import re
from dataclasses import dataclass

import trafilatura
from trafilatura.settings import Document

from integrations.reading import refusals
from integrations.reading.fetching import Fetched

_LEAST = 200  # characters; less is a banner, a teaser or a notice about cookies
_LONGEST = 60_000
_LARGEST_TITLE = 300
_SHORT = 1_200  # an error page says little
_ERROR_TITLE = re.compile(
    r"\b(?:404|403|410|50[0-4]|not found|access denied|forbidden|just a moment|attention required|are you a robot"
    r"|page unavailable|error)\b",
    re.IGNORECASE,
)
_PAID = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|http://schema\.org/False)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What was read; `is_cut` says that the rest is behind a paywall."""

    url: str
    title: str
    author: str
    site: str
    published: str
    text: str
    is_cut: bool = False


def readable(fetched: Fetched) -> Page:
    """It burns CPU: call it in a thread."""
    decoded = _decoded(fetched)
    if fetched.content_type in ("text/plain", "text/markdown"):
        return _page(fetched, Document(title=_first_line(decoded), text=decoded), is_cut=False)
    found = trafilatura.bare_extraction(
        decoded, url=fetched.url, include_comments=False, include_tables=True, with_metadata=True
    )
    if not isinstance(found, Document):
        raise refusals.without_text(fetched.link)
    return _page(fetched, found, is_cut=bool(_PAID.search(decoded)))


def text_of(story_html: str) -> str:
    """The text of a story that came without a page around it, paragraph by paragraph."""
    page = f"<html><body><article>{story_html}</article></body></html>"
    return (trafilatura.extract(page, include_comments=False) or trafilatura.html2txt(page)).replace("\0", "").strip()


def _page(fetched: Fetched, found: Document, *, is_cut: bool) -> Page:
    text, title = (found.text or "").strip(), " ".join((found.title or "").split())[:_LARGEST_TITLE]
    if len(text) < _SHORT and _ERROR_TITLE.search(title):
        raise refusals.says_error(fetched.link, title)
    if len(text) < _LEAST:
        raise refusals.without_text(fetched.link)
    return Page(
        url=fetched.url,
        title=title,
        author=found.author or "",
        site=found.sitename or "",
        published=found.date or "",
        text=text[:_LONGEST],
        is_cut=is_cut,
    )


def _decoded(fetched: Fetched) -> str:
    """By what the server says, else by what the page says of itself, else UTF-8; no byte is worth a failure."""
    told = re.search(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{2,40})", fetched.data[:4096], re.IGNORECASE)
    for charset in (fetched.charset, told[1].decode() if told else None):
        try:
            if charset:
                return fetched.data.decode(charset, errors="replace").replace("\0", "")
        except LookupError:
            continue
    return fetched.data.decode(errors="replace").replace("\0", "")


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].lstrip("# ").strip()
