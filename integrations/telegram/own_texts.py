"""Owns “use this”: a file, or a message that says so, in reply to a draft is the text as it is to be: a decision."""

import telegram

from integrations.services import Services
from integrations.telegram.sender import told_apart
from integrations.telegram.speakers import Speaker
from models.domain.errors import Refused
from models.domain.notes import Note
from models.domain.own_text import asks_to_use, read_file, read_own_text, require_readable, require_whole
from models.domain.review import ReviewKind
from models.store import texts

HEARD = (
    "Got it: your text, word for word. It is locked, so no model changes it; "
    "reply “unlock” to the whole or to a part to let the model in again."
)


def hands_in_a_text(message: telegram.Message, note: Note, kind: ReviewKind) -> bool:
    """Words about a quote are about that passage, and the model puts them there."""
    if kind is not ReviewKind.DRAFT:
        return False
    return message.document is not None or (asks_to_use(note.text) and not note.quote)


async def own_text(desk: Services, speaker: Speaker, message: telegram.Message, text: str) -> str:
    """The text, if it can be one; else why not."""
    words = await fetched(desk, message.document) if message.document else require_whole(text)
    async with desk.database.session() as session:
        current = await texts.require_current(session, speaker.article)
    read_own_text(words, current.draft)
    return words


async def fetched(desk: Services, document: telegram.Document) -> str:
    name = document.file_name or "This file"
    require_readable(name, document.file_size or 0)
    if not document.file_size:
        raise Refused("The file is empty.")
    file = await told_apart(lambda: desk.bot.get_file(document.file_id))
    return read_file(name, bytes(await told_apart(file.download_as_bytearray)))
