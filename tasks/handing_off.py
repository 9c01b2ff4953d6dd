"""Owns the handing of an article to its writer, who publishes it by hand: first the files, then the card with the way.

It works without any public address: text and images are in the chat. It refuses what breaks a rule by now.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Final

from integrations.abiding import broken_rules
from integrations.hand_off_pages import Pages, pages_of
from integrations.handed import Handed, HandedImage, handed
from integrations.opinions_in_words import said_to_be_alone
from integrations.public_pages import is_shown, put_page
from integrations.sealing import Going
from integrations.services import Services
from integrations.telegram.buttons import Rows
from integrations.telegram.hand_off_card import hand_off_card, hand_off_rows
from integrations.telegram.sender import File
from models.domain.article import Stage
from models.domain.effects import MessageShows
from models.domain.errors import NeedsPerson, Refused
from models.domain.pasting import as_markdown, sheet
from models.domain.policy.breach import in_one_line, stopping
from models.store import articles, effects, story_prints
from models.tables import Chat
from tasks.assembling import inside
from tasks.lease import held
from tasks.showing import Shown, chats_for, send_once, to_every_chat

UNCONNECTED: Final = "the account has no token"
REFUSED: Final = "Medium refused the account's token"
BLOCKED: Final = "something in front of Medium turns this network away"
NO_WAY_IN: Final = "Medium did not let me in"
_CAPTION_SHOWN: Final = 300  # three lines of Telegram's 1024 characters


async def hand_off(desk: Services, sealed: Going, why: str) -> None:
    """From here on it is the writer's; the run tells them so as its last word."""
    async with desk.database.session() as session:
        article = await effects.article_under(session, sealed.article.id, held())
        if stops := stopping(await broken_rules(desk, session, article, story_prints.OUT)):
            raise NeedsPerson(in_one_line(stops))
        articles.move(session, article, Stage.HANDED_OFF, desk.clock(), why)


@dataclass(frozen=True)
class _Parcel:
    """What goes to the writer, under keys of this hand-off: one that is brought back is handed anew."""

    desk: Services
    handed: Handed
    card: str
    rows: Rows
    key: str

    @property
    def article_id(self) -> int:
        return self.handed.going.article.id


async def show_hand_off(desk: Services, article_id: int) -> None:
    """Files, images and the card, each once for each chat of the account."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        found = await handed(session, article)
        alone = await said_to_be_alone(session, article_id)
    pages, trouble = await _pages(desk, found)
    draft, why = found.going.draft, _why(found.going)
    card = hand_off_card(
        draft.title, draft.subtitle, article.tags, why, found.options, images=len(found.images), pages=pages
    )
    key = f"article:{article_id}:handed:{article.stage_since.timestamp()}"
    said = "\n\n".join(filter(None, (card, escape(trouble), alone)))
    parcel = _Parcel(desk, found, said, hand_off_rows(article_id, pages), key)
    files = await _files(parcel)
    await to_every_chat(desk, article_id, await chats_for(desk, article_id), partial(_send, parcel, files))


async def _pages(desk: Services, found: Handed) -> tuple[Pages, str]:
    """Where a page has to be put first and cannot be, the writer does without it and hears why."""
    pages = pages_of(desk.settings, found.going.article.id)
    if desk.settings.s3_public_url is None:
        return pages, ""
    try:
        await put_page(desk, found, held())
    except (Refused, NeedsPerson) as refusal:
        return replace(pages, imported=""), f"⚠️ The page to import could not be put under S3_PUBLIC_URL: {refusal}"
    if not await is_shown(desk, pages.imported):
        return pages, "⚠️ Nobody can open the page to import yet. Let S3_PUBLIC_URL show what lies under story/."
    return pages, ""


def _why(found: Going) -> str:
    """What was brought back says no more why it was handed off."""
    if found.account.medium_token is None:
        return UNCONNECTED
    return found.article.reason if found.article.reason in (UNCONNECTED, REFUSED, BLOCKED) else NO_WAY_IN


async def _files(parcel: _Parcel) -> list[File]:
    """The page has small copies of the images in it, so that it is whole wherever it is opened."""
    found, number = parcel.handed, parcel.article_id
    draft, tags = found.going.draft, tuple(found.going.article.tags)
    copies = {each.name: await inside(parcel.desk, each.image) for each in found.images}
    markdown = as_markdown(draft, {each.image.slot: each.name for each in found.images})
    page = sheet(draft.title, draft.subtitle, found.rich_text(copies), tags)
    return [File(f"article-{number}.md", markdown.encode()), File(f"article-{number}.html", page.encode())]


async def _send(parcel: _Parcel, files: list[File], chat: Chat) -> None:
    desk, shown = parcel.desk, Shown(MessageShows.NOTICE)
    for file in files:
        key = f"{parcel.key}:{file.name.rpartition('.')[2]}"
        await send_once(key, parcel.article_id, chat, shown, partial(_document, desk, file))
    for each in parcel.handed.images:
        await send_once(f"{parcel.key}:{each.name}", parcel.article_id, chat, shown, partial(_image, desk, each))
    shown = Shown(MessageShows.NOTICE, html=parcel.card)
    await send_once(f"{parcel.key}:card", parcel.article_id, chat, shown, _card(parcel))


async def _document(desk: Services, file: File, chat: Chat) -> int:
    return await desk.sender.document(chat, file)


async def _image(desk: Services, each: HandedImage, chat: Chat) -> int:
    """As a file, since a photo would lose its size."""
    file = File(each.name, await desk.storage.get(each.image.object_key))
    return await desk.sender.document(chat, file, _caption(each))


def _caption(each: HandedImage) -> str:
    lines = [f"Stands {each.place}{', the cover' if each.is_cover else ''}.", f"Alt text: {each.alt}"]
    lines += [f"Caption: {each.caption}"] if each.caption else []
    return "\n".join(escape(line[:_CAPTION_SHOWN]) for line in lines)


def _card(parcel: _Parcel) -> Callable[[Chat], Awaitable[int]]:
    return lambda chat: parcel.desk.sender.text(chat, parcel.card, parcel.rows)
