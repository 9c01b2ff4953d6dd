"""Owns the handing of an article to its writer, who publishes it by hand: first the files, then the card with the way.

It works without any public address: text and images are in the chat. It refuses what breaks a rule by now.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Final

from integrations.sealing import Going, going
from integrations.services import Services
from integrations.storage import EXTENSIONS
from integrations.telegram.buttons import Rows
from integrations.telegram.hand_off_card import hand_off_card, hand_off_rows
from integrations.telegram.sender import File
from models.domain.article import Stage
from models.domain.effects import MessageShows
from models.domain.errors import NeedsPerson
from models.domain.image_references import reference_to
from models.domain.moving import is_cover, place_of
from models.domain.pasting import as_markdown, for_the_editor, sheet
from models.domain.policy.breach import in_one_line, stopping
from models.domain.publication import ContentFormat
from models.domain.publications import known_publications, options_in_words
from models.domain.rendering import with_references
from models.domain.slots import slots_of
from models.store import articles, effects, story_prints
from models.tables import Chat, Image
from tasks.abiding import broken_rules
from tasks.assembling import inside
from tasks.lease import held
from tasks.opinions_in_words import said_to_be_alone
from tasks.showing import Shown, chats_for, send_once, to_every_chat

UNCONNECTED: Final = "the account has no token"
REFUSED: Final = "Medium refused the account's token"
BLOCKED: Final = "something in front of Medium turns this network away"
NO_WAY_IN: Final = "Medium did not let me in"
_CAPTION_SHOWN: Final = 400


async def hand_off(desk: Services, sealed: Going, why: str) -> None:
    """From here on it is the writer's; the run tells them so as its last word."""
    async with desk.database.session() as session:
        await effects.require_hold(session, held())
        article = await articles.article(session, sealed.article.id, for_change=True)
        if stops := stopping(await broken_rules(session, article, story_prints.OUT)):
            raise NeedsPerson(in_one_line(stops))
        articles.move(session, article, Stage.HANDED_OFF, desk.clock(), why)


@dataclass(frozen=True)
class Handed:
    """What goes to the writer, under keys of this hand-off: one that is brought back is handed anew."""

    desk: Services
    going: Going
    why: str
    beside: str  # what else has to be said about it
    key: str

    @property
    def images(self) -> list[tuple[str, Image]]:
        """With the names of their files, in the order of the text."""
        found = [self.going.images[slot.name] for slot in slots_of(self.going.draft.body)]
        return [(_file_name(number, image), image) for number, image in enumerate(found, 1)]


async def show_hand_off(desk: Services, article_id: int) -> None:
    """Files, images and the card, each once for each chat of the account."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        key = f"article:{article_id}:handed:{article.stage_since.timestamp()}"
        found = await going(session, article)
        shown = Handed(desk, found, _why(found), await said_to_be_alone(session, article_id), key)
    files = await _files(shown)
    await to_every_chat(desk, article_id, await chats_for(desk, article_id), partial(_send, shown, files))


async def _send(shown: Handed, files: list[File], chat: Chat) -> None:
    article_id, desk = shown.going.article.id, shown.desk
    of_text = Shown(MessageShows.NOTICE)
    for file in files:
        key = f"{shown.key}:{file.name.rpartition('.')[2]}"
        await send_once(key, article_id, chat, of_text, partial(_document, desk, file))
    for name, image in shown.images:
        send = partial(_image, shown, name, image)
        await send_once(f"{shown.key}:{image.sha256}:{image.slot}", article_id, chat, of_text, send)
    card, rows = _card(shown), hand_off_rows(article_id)
    await send_once(
        f"{shown.key}:card", article_id, chat, Shown(MessageShows.NOTICE, html=card), _text(desk, card, rows)
    )


def _card(shown: Handed) -> str:
    found = shown.going
    options = found.options.model_copy(update={"content_format": ContentFormat.HTML})
    how = options_in_words(options, known_publications(found.account.publications))
    return hand_off_card(found.draft.title, found.draft.subtitle, found.article.tags, shown.why, how, len(shown.images))


def _why(found: Going) -> str:
    """What was brought back says no more why it was handed off."""
    if found.account.medium_token is None:
        return UNCONNECTED
    return found.article.reason if found.article.reason in (UNCONNECTED, REFUSED, BLOCKED) else NO_WAY_IN


async def _files(shown: Handed) -> list[File]:
    found, number = shown.going, shown.going.article.id
    names = {image.slot: name for name, image in shown.images}
    markdown = as_markdown(found.draft, names)
    page = sheet(found.draft.title, found.draft.subtitle, await _rich_text(shown), tuple(found.article.tags))
    return [File(f"article-{number}.md", markdown.encode()), File(f"article-{number}.html", page.encode())]


async def _rich_text(shown: Handed) -> str:
    """With small copies of the images in it, so that the file is whole wherever it is opened."""
    hashes = {image.slot: image.sha256 for _, image in shown.images}
    rich = for_the_editor(with_references("", "", shown.going.draft.body, hashes))
    for _, image in shown.images:
        rich = rich.replace(f'src="{reference_to(image.sha256)}"', f'src="{await inside(shown.desk, image)}"')
    return rich


async def _image(shown: Handed, name: str, image: Image, chat: Chat) -> int:
    """As a file, since a photo would lose its size."""
    file = File(name, await shown.desk.storage.get(image.object_key))
    return await shown.desk.sender.document(chat, file, _caption(shown.going, image.slot))


def _caption(found: Going, slot_name: str) -> str:
    [slot] = [each for each in slots_of(found.draft.body) if each.name == slot_name]
    body = found.draft.body
    role = ", the cover" if is_cover(body, slot_name) else ""
    lines = [f"Stands {place_of(body, slot_name)}{role}.", f"Alt text: {slot.alt}"]
    lines += [f"Caption: {slot.caption}"] if slot.caption else []
    return "\n".join(escape(line[:_CAPTION_SHOWN]) for line in lines)


def _file_name(number: int, image: Image) -> str:
    return f"image-{number}-{image.slot}.{EXTENSIONS[image.content_type]}"


def _text(desk: Services, html: str, rows: Rows) -> Callable[[Chat], Awaitable[int]]:
    return lambda chat: desk.sender.text(chat, html, rows)


async def _document(desk: Services, file: File, chat: Chat) -> int:
    return await desk.sender.document(chat, file)
