"""Owns Medium's feed: the latest ten public stories of a writer, with fingerprints to recognise ours by.

It holds no drafts, no unlisted stories and no guarantee: that a story is absent proves nothing.
"""

import asyncio
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import feedparser
import httpx
from pydantic import BaseModel, ValidationError

from integrations.medium.patience import Sleep, patiently
from integrations.medium.protocol import user_agent
from integrations.medium.refusals import Answer, Rejected, retry_after_in
from models.domain.errors import TryLater
from models.domain.publication import fingerprint

_CLOCKS_DIFFER = timedelta(hours=1)
_SECONDS = 30.0
_STORY_ID = re.compile(r"/p/([0-9a-f]+)$")  # guid https://medium.com/p/<id>, the id of the API
# what the feed adds to a publication's stories: "<Title> was originally published in <Publication> on Medium, ..."
_FOOTER = re.compile(r"<hr ?/?>\s*<p>(?:(?!</p>).)*\bwas originally published in\b(?:(?!</p>).)*on Medium\b.*\Z", re.S)


@dataclass(frozen=True)
class FeedItem:
    id: str
    title: str
    url: str
    published_at: datetime
    tags: tuple[str, ...]
    fingerprint: str
    html: str = ""

    def is_since(self, moment: datetime) -> bool:
        """As far as Medium's clock and ours tell."""
        return self.published_at > moment - _CLOCKS_DIFFER


class _Part(BaseModel):
    value: str = ""


class _Tag(BaseModel):
    term: str | None = None


class _Entry(BaseModel):
    """feedparser's names; entries that lack what identifies a story are left out."""

    id: str
    title: str = ""
    link: str
    published_parsed: tuple[int, int, int, int, int, int, int, int, int]
    content: list[_Part] = []
    tags: list[_Tag] = []


async def read_feed(
    http: httpx.AsyncClient, feed_url: str, username: str, sleep: Sleep = asyncio.sleep
) -> list[FeedItem]:
    async def once() -> list[FeedItem]:
        return await read_feed_once(http, feed_url, username)

    return await patiently(once, sleep)


async def read_feed_once(http: httpx.AsyncClient, feed_url: str, username: str) -> list[FeedItem]:
    """For who comes again anyhow."""
    document = await _fetch(http, f"{feed_url.rstrip('/')}/@{quote(username.removeprefix('@'), safe='')}")
    return await asyncio.to_thread(items_in, document)


def items_in(document: bytes) -> list[FeedItem]:
    """The stories of a feed; raises TryLater for anything that is no feed, such as a page that says "just a moment"."""
    # As a stream, because it would try bytes as a file name first; uncleaned, because its HTML is shown to nobody.
    parsed = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version:
        raise TryLater("What Medium sent instead of the feed could not be read.")
    return [item for entry in parsed.entries if (item := _item_of(entry))]


async def _fetch(http: httpx.AsyncClient, address: str) -> bytes:
    headers = {"user-agent": user_agent(), "accept": "application/rss+xml, application/xml"}
    try:
        response = await http.get(address, headers=headers, timeout=_SECONDS, follow_redirects=True)
    except httpx.RequestError as error:
        raise TryLater(f"Medium's feed did not answer ({type(error).__name__}).") from error
    if response.status_code == httpx.codes.NOT_FOUND:
        raise Rejected(f"Medium has no feed at {address}. Is the user name right?")
    if not response.is_success:
        answer = Answer(response.status_code, response.headers, b"")
        raise TryLater(f"Medium's feed was refused ({response.status_code}).", retry_after_in(answer))
    return response.content


def _item_of(entry: object) -> FeedItem | None:
    try:
        story = _Entry.model_validate(entry)
    except ValidationError:
        return None
    if not (identity := _STORY_ID.search(story.id)):
        return None
    text = _FOOTER.sub("", "".join(part.value for part in story.content))
    return FeedItem(
        id=identity[1],
        title=story.title,
        url=urlsplit(story.link)._replace(query="", fragment="").geturl(),
        published_at=datetime(*story.published_parsed[:6], tzinfo=UTC),
        tags=tuple(tag.term for tag in story.tags if tag.term),
        fingerprint=fingerprint(text),
        html=text,
    )
