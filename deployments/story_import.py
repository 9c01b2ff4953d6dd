"""Owns the import of stories that are on Medium already: listed from the feed or the export archive, picked by number.

What is picked is continued here as a text to review, or read for the voice. What is out already goes to Medium as a
draft only, so that nothing is published twice by an import.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from integrations.medium.archive import exported_stories
from integrations.medium.feed import read_feed
from integrations.services import Services
from integrations.telegram.voicing import offer
from models.domain.errors import Refused
from models.domain.finished_text import finished_text
from models.domain.incoming import Found, Incoming, read_each
from models.domain.picking import read_picks
from models.domain.voice import Story
from models.store import accounts
from tasks.voicing import learn

# ruff: noqa: PLC0415 - trafilatura and lxml take 25 MB, which no other command needs

_ON_MEDIUM = "it is on Medium already, so it goes there as a draft"


@dataclass(frozen=True)
class OnMedium:
    """A story, or a draft, as Medium gave it out."""

    title: str
    html: str
    day: str
    is_draft: bool = False
    tags: tuple[str, ...] = ()


async def in_feed(desk: Services, label: str | None) -> list[OnMedium]:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, await _label(desk, label))
    if account.medium_username is None:
        raise Refused(f"The Medium name of {account.label} is not known here. Import your export archive instead.")
    items = await read_feed(desk.http, desk.address.medium_feed_url, account.medium_username)
    return [OnMedium(each.title, each.html, f"{each.published_at:%Y-%m-%d}", tags=each.tags) for each in items]


async def in_archive(path: Path) -> list[OnMedium]:
    found = await asyncio.to_thread(exported_stories, path, drafts=True)
    return [OnMedium(each.title, each.html, each.day, each.is_draft) for each in found]


def listed(stories: Sequence[OnMedium]) -> str:
    if not stories:
        raise Refused("There is no story in it.")
    lines = [
        f"{number:4}. {each.day or 'draft':10}  {each.title or 'Without a title'}"
        for number, each in enumerate(stories, 1)
    ]
    return "\n".join(
        [*lines, "", "Pick by number: --pick 1,3-5, or --pick all. With --for-voice they are read for the voice."]
    )


async def pieces(stories: Sequence[OnMedium], picks: str) -> tuple[Found, ...]:
    picked = [(f"story {number}", stories[number - 1]) for number in read_picks(picks, len(stories))]

    def read_all() -> tuple[Found, ...]:
        return read_each((where, partial(_piece, where, story)) for where, story in picked)

    return await asyncio.to_thread(read_all)


def _piece(where: str, story: OnMedium) -> Incoming:
    from integrations.medium.story_markdown import to_markdown

    fields: dict[str, str | tuple[str, ...]] = {"title": story.title, "tags": story.tags}
    if not story.is_draft:
        fields["status"] = "draft"
    piece = finished_text(where, story.title, fields, to_markdown(story.html))
    return piece if story.is_draft else piece.with_remark(_ON_MEDIUM)


async def learn_from(desk: Services, stories: Sequence[OnMedium], picks: str, label: str | None) -> str:
    from integrations.reading.readable import text_of

    picked = [stories[number - 1] for number in read_picks(picks, len(stories))]
    texts = [Story(title=each.title, text=await asyncio.to_thread(text_of, each.html)) for each in picked]
    async with desk.database.session() as session:
        account = await accounts.account_named(session, await _label(desk, label))
    fresh = await learn(desk, account.id, texts)
    await offer(desk, account.id)
    return (
        f"{fresh} rules were proposed from {len(texts)} stories. None is in force: copydesk voice rules {account.label}"
    )


async def _label(desk: Services, label: str | None) -> str:
    async with desk.database.session() as session:
        known = await accounts.accounts(session)
    if label is None and len(known) != 1:
        raise Refused("For which account? Name it with --account.")
    return label or known[0].label
