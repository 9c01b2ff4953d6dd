"""Owns the addresses of previews: signed, for one revision, for some days. It refuses addresses that we did not make.

Whoever has such an address sees the article, and nothing else: there is no cookie and no login to be had by it.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from integrations.settings import Settings
from integrations.telegram.buttons import Button, Rows, buttons
from integrations.vault import secret_key
from models.domain.review import ReviewKind
from models.tables import Review

PATH = "/preview"
GOOD_FOR = timedelta(days=7)
_WRITTEN = re.compile(r"(\d{1,18})-(\d{1,12})-([0-9a-f]{64})", re.ASCII)
_PREVIEWED = (ReviewKind.DRAFT, ReviewKind.FINAL)


@dataclass(frozen=True)
class Preview:
    """What an address shows, and until when."""

    revision_id: int
    until: datetime


def card_buttons(settings: Settings, review: Review, now: datetime) -> Rows:
    """The review's buttons, with one that opens the preview where a phone can reach the console."""
    rows = buttons(review.kind, review.id, review.subject_hash)
    if settings.console_public_url is None or review.kind not in _PREVIEWED or review.revision_id is None:
        return rows
    return (
        *rows,
        (Button("👁 Preview", url=address_of(settings, settings.console_public_url, review.revision_id, now)),),
    )


def address_of(settings: Settings, public_url: str, revision_id: int, now: datetime) -> str:
    until = int((now + GOOD_FOR).timestamp())
    return f"{public_url}{PATH}/{revision_id}-{until}-{_signature(settings, revision_id, until)}"


def read(settings: Settings, token: str, now: datetime) -> Preview | None:
    """None when it is not one of ours, or its time is over."""
    written = _WRITTEN.fullmatch(token)
    if written is None:
        return None
    revision_id, until = int(written[1]), int(written[2])
    if not hmac.compare_digest(_signature(settings, revision_id, until), written[3]) or until <= now.timestamp():
        return None
    return Preview(revision_id, datetime.fromtimestamp(until, UTC))


def _signature(settings: Settings, revision_id: int, until: int) -> str:
    key = hmac.new(secret_key(settings).get_secret_value().encode(), b"preview", hashlib.sha256).digest()
    return hmac.new(key, f"{revision_id}-{until}".encode(), hashlib.sha256).hexdigest()
