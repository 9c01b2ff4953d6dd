"""Owns how an answer that came as a verdict and words is read: what it needs, and what is kept with it.

It refuses words that are missing, and an answer that the question does not have, before anything is decided.
"""

from dataclasses import dataclass
from typing import Final

from integrations.answering import NOT_HERE, Answering, at_once, at_the_next_slot, decide, keep_others, place_named
from integrations.own_photos import LARGEST_BYTES, keep_photo
from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram.replies import Replies
from models.domain.editing import Edited
from models.domain.errors import Refused
from models.domain.final_request import read_final_request
from models.domain.moving import asks_to_move
from models.domain.own_text import read_own_text
from models.domain.publications import known_publications
from models.domain.review import ReviewKind, Verdict, require_possible
from models.domain.shortcuts import Shortcut
from models.store import articles, texts
from models.tables import Review

_WORDS_MISSING: Final = "This answer needs words: write them as its note."
_NO_PLACE: Final = "Write where the image should stand, as “move it under Why” or “put it before paragraph 3”."
_EDIT_MISSING: Final = "This answer needs the text as you edited it."
_NOTHING_CHANGED: Final = "This edit changes nothing in the text."
_PHOTO_MISSING: Final = "This answer needs a photo."
_NOT_THIS_WAY: Final = "This answer cannot be given here. Give it on Telegram or on the article's page."


@dataclass(frozen=True)
class Said:
    verdict: Verdict
    words: str = ""
    shortcut: Shortcut | None = None
    edit: Edited | None = None
    photo: bytes | None = None


async def answer(desk: Services, answering: Answering, said: Said) -> list[Ruling]:
    """That on the question itself stands last."""
    review, replies = answering.review, Replies(desk)
    require_possible(review.kind, said.verdict, has_subject=review.image_id is not None)
    note = await note_of(desk, review, said)
    others = await keep_others(desk, replies, answering) if said.shortcut is Shortcut.KEEP_ALL else []
    return [*others, await decide(desk, replies, answering, said.verdict, note)]


async def note_of(desk: Services, review: Review, said: Said) -> str:
    """What is kept with the decision."""
    if said.shortcut is not None:
        return await _note_of_shortcut(desk, review, said)
    words, note = said.words.strip(), ""
    match (review.kind, said.verdict):
        case (_, Verdict.CHANGE | Verdict.REPLACE | Verdict.ANSWER) if not words:
            raise Refused(_WORDS_MISSING)
        case (ReviewKind.IMAGE, Verdict.REDO) if (
            not words and review.image_id is None
        ):  # nothing was drawn with its own
            raise Refused(_WORDS_MISSING)
        case (ReviewKind.FINAL, Verdict.CHANGE):
            note = await _plan(desk, review, words)
        case (_, Verdict.REPLACE):
            note = await _own_text(desk, review, words)
        case (_, Verdict.EDIT):
            note = await _edit(desk, review, said.edit)
        case (_, Verdict.MOVE):
            note = await _place(desk, review, words)
        case (_, Verdict.SUPPLY):
            note = await _photo(desk, said.photo, words)
        case (_, Verdict.CHANGE | Verdict.ANSWER | Verdict.REDO):
            note = words
        case (_, Verdict.LEAVE):
            raise Refused(_NOT_THIS_WAY)
    return note


async def _note_of_shortcut(desk: Services, review: Review, said: Said) -> str:
    match (said.shortcut, said.verdict):
        case (Shortcut.KEEP_ALL, Verdict.APPROVE):
            return ""
        case (Shortcut.NOW, Verdict.APPROVE):
            return at_once(desk, review).model_dump_json()
        case (Shortcut.NEXT_SLOT, Verdict.CHANGE):
            return (await at_the_next_slot(desk, review)).model_dump_json()
        case _:
            raise Refused(NOT_HERE)


async def _plan(desk: Services, review: Review, words: str) -> str:
    async with desk.database.session() as session:
        _, account = await articles.article_and_account(session, review.article_id)
    known = known_publications(account.publications)
    return read_final_request(words, account.zone, desk.clock(), known).model_dump_json()


async def _own_text(desk: Services, review: Review, words: str) -> str:
    """One that cannot be taken over is refused while its writer still looks."""
    async with desk.database.session() as session:
        current = await texts.require_current(session, await articles.article(session, review.article_id))
    read_own_text(words, current.draft)
    return words


async def _place(desk: Services, review: Review, words: str) -> str:
    if not asks_to_move(words):
        raise Refused(_NO_PLACE)
    await place_named(desk, review, words)
    return words


async def _edit(desk: Services, review: Review, edited: Edited | None) -> str:
    if edited is None:
        raise Refused(_EDIT_MISSING)
    async with desk.database.session() as session:
        current = await texts.require_current(session, await articles.article(session, review.article_id))
    if not edited.changes(current.draft):
        raise Refused(_NOTHING_CHANGED)
    return edited.model_dump_json()


async def _photo(desk: Services, data: bytes | None, caption: str) -> str:
    if not data:
        raise Refused(_PHOTO_MISSING)
    if len(data) > LARGEST_BYTES:
        raise Refused(f"The photo is too large: at most {LARGEST_BYTES // 1_000_000} MB.")
    return (await keep_photo(desk, data, caption)).model_dump_json()
