"""Owns the addresses of the pages of a hand-off: one to copy the article from, one for Medium to import it from.

They are signed, so that nobody guesses them, and stay good: after publication they lead to the story. It refuses
addresses that we did not make, and gives none that could not be opened.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from integrations.settings import Settings, is_on_the_web
from integrations.vault import secret_key

_WRITTEN = re.compile(r"(\d{1,18})-([0-9a-f]{64})", re.ASCII)


class Page(StrEnum):
    """Also the first part of its path."""

    COPY = "hand-off"  # for the writer, with a script that copies
    IMPORT = "story"  # for Medium


@dataclass(frozen=True)
class Pages:
    """Where an article stands to be copied from and to be imported from; empty where nobody could open it."""

    copied: str = ""
    imported: str = ""


NOWHERE = Pages()
INDEX = "index.html"


def pages_of(settings: Settings, article_id: int) -> Pages:
    """The page to import is static where that is wished; else it is the console's, if that is on the web."""
    root = settings.console_public_url
    copied = root + path_of(settings, Page.COPY, article_id) if root else ""
    if settings.s3_public_url:
        return Pages(copied, static_address(settings, article_id) + INDEX)
    imported = root + path_of(settings, Page.IMPORT, article_id) if root and is_on_the_web(root) else ""
    return Pages(copied, imported)


def folder_of(settings: Settings, article_id: int) -> str:
    """Where the objects of the static page lie in the bucket."""
    return path_of(settings, Page.IMPORT, article_id).removeprefix("/") + "/"


def static_address(settings: Settings, article_id: int) -> str:
    """Of that folder."""
    return f"{settings.s3_public_url}/{folder_of(settings, article_id)}"


def path_of(settings: Settings, page: Page, article_id: int) -> str:
    return f"/{page}/{article_id}-{_signature(settings, page, article_id)}"


def read(settings: Settings, page: Page, token: str) -> int | None:
    """The article's number; None when the address is none of ours."""
    written = _WRITTEN.fullmatch(token)
    if written is None or not hmac.compare_digest(_signature(settings, page, int(written[1])), written[2]):
        return None
    return int(written[1])


def _signature(settings: Settings, page: Page, article_id: int) -> str:
    key = hmac.new(secret_key(settings).get_secret_value().encode(), b"hand-off", hashlib.sha256).digest()
    return hmac.new(key, f"{page}-{article_id}".encode(), hashlib.sha256).hexdigest()
