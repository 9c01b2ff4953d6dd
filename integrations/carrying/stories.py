"""Owns the import of stories that are on Medium already: read from the feed or the export archive.

What is picked is continued here as a text to review. What is out already goes to Medium as a draft only, so that
nothing is published twice by an import.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from integrations.medium.archive import exported_stories
from integrations.medium.feed import read_feed
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.finished_text import finished_text
from models.domain.incoming import Found, Incoming, read_each
from models.domain.picking import read_picks
from models.tables import Account

# ruff: noqa: PLC0415 - lxml takes memory that nothing else here needs

_ON_MEDIUM = "it is on Medium already, so it goes there as a draft"


class OnMedium(BaseModel):
    """A story, or a draft, as Medium gave it out."""

    model_config = ConfigDict(frozen=True)

    title: str
    html: str
    day: str
    is_draft: bool = False
    tags: tuple[str, ...] = ()


async def in_feed(desk: Services, account: Account) -> list[OnMedium]:
    if account.medium_username is None:
        raise Refused(f"The Medium name of {account.label} is not known here. Import your export archive instead.")
    items = await read_feed(desk.http, desk.address.medium_feed_url, account.medium_username)
    return [
        OnMedium(title=each.title, html=each.html, day=f"{each.published_at:%Y-%m-%d}", tags=each.tags)
        for each in items
    ]


async def in_archive(path: Path) -> list[OnMedium]:
    found = await asyncio.to_thread(exported_stories, path, drafts=True)
    return [OnMedium(title=each.title, html=each.html, day=each.day, is_draft=each.is_draft) for each in found]


def as_json(stories: Sequence[OnMedium]) -> bytes:
    return TypeAdapter(Sequence[OnMedium]).dump_json(stories)


def from_json(data: bytes) -> Sequence[OnMedium]:
    return TypeAdapter(Sequence[OnMedium]).validate_json(data)


def pieces(stories: Sequence[OnMedium], picks: str) -> tuple[Found, ...]:
    picked = [(f"story {number}", stories[number - 1]) for number in read_picks(picks, len(stories))]
    return read_each((where, partial(_piece, where, story)) for where, story in picked)


def _piece(where: str, story: OnMedium) -> Incoming:
    from integrations.medium.story_markdown import to_markdown

    fields: dict[str, str | tuple[str, ...]] = {"title": story.title, "tags": story.tags}
    if not story.is_draft:
        fields["status"] = "draft"
    piece = finished_text(where, story.title, fields, to_markdown(story.html))
    return piece if story.is_draft else piece.with_remark(_ON_MEDIUM)
