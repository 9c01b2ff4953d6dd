"""Owns words in reply to what is over: which revision that was, which one counts, and where it is.

Nothing is taken over by itself: words about an older text may not fit the newer one, so whoever wrote them is asked.
"""

from dataclasses import dataclass
from html import escape

import telegram
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.buttons import Button, Rows
from integrations.telegram.marks import Mark
from integrations.telegram.replies import Said
from integrations.telegram.settling import why_closed
from integrations.telegram.speakers import Speaker, speaker_on, who_decided
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.review import ASKS_FOR_MORE, ReviewKind
from models.store import cards as shown_cards
from models.store import reviews
from models.tables import Image, Message, Review, Revision

_WORDS_SHOWN = 120
_REOPENED_LATER = frozenset({Stage.ILLUSTRATING, Stage.IMAGE_REVIEW, Stage.TAGGING, Stage.FINAL_REVIEW})


@dataclass(frozen=True)
class Older:
    """Something that was answered after the same was asked about anew, and what both are called."""

    review: Review
    newest: Review
    called: str
    newest_called: str

    @property
    def is_about_the_same(self) -> bool:
        """As after a pause, when a text was shown again as it was."""
        return self.newest.subject_hash == self.review.subject_hash

    @property
    def what_counts(self) -> str:
        return f"{_begun(self.newest_called)} is the one that counts."


async def older_one(desk: Services, review_id: int) -> Older | None:
    """None for what is the newest of its kind."""
    async with desk.database.at_once() as session:
        review = await reviews.review(session, review_id)
        newest = await reviews.newest_like(session, review)
        if newest.id == review.id:
            return None
        return Older(review, newest, await _name(session, review), await _name(session, newest))


async def answer(desk: Services, update_id: int, message: telegram.Message, text: str, older: Older) -> Said:
    """As a reply to the card that counts, so that a tap on it leads there."""
    try:
        speaker = await speaker_on(desk, message.from_user.id if message.from_user else 0, older.newest.id)
    except Refused as refusal:
        return Said(escape(str(refusal)))
    was = f"That was {older.called}."
    if speaker.decision is not None or older.newest.closed_at is not None:
        return Said(f"{was} {await _over(desk, speaker, older)}")
    live = await _live(desk, older.newest, message)
    if live is None:
        return Said(f"{was} {_begun(older.newest_called)} is on its way, and counts: reply to that one.")
    counts = f"{was} {_begun(older.newest_called)} is the one that counts: ☝️ this card."
    if message.voice is not None:
        return Said(f"{counts} Say it as a reply to that.", reply_to=live.telegram_message_id)
    meant = f" Is “{escape(cards.in_part(text, _WORDS_SHOWN))}” meant for it?" if text else " Is that meant for it?"
    rows = _rows(update_id, older)
    return Said(f"{counts}{meant}", rows, reply_to=live.telegram_message_id)


async def _over(desk: Services, speaker: Speaker, older: Older) -> str:
    if speaker.decision is None:
        return cards.in_html(why_closed(speaker.article))
    who = escape(
        cards.outcome_word(speaker.decision.verdict, await who_decided(desk, speaker.decision), speaker.review.kind)
    )
    return f"{_begun(older.newest_called)} counts. {who}.{what_follows(speaker)}"


def what_follows(speaker: Speaker) -> str:
    """Where somebody can say what they meant to say about what is decided."""
    if speaker.decision is None:
        return ""
    if speaker.decision.verdict in ASKS_FOR_MORE:
        return " What comes of it is on its way: reply to that one."
    if speaker.review.kind is ReviewKind.DRAFT and speaker.article.stage in _REOPENED_LATER:
        return " To change the text once more, tap ↩️ Back to the text where its tags and time are shown."
    return ""


def _rows(update_id: int, older: Older) -> Rows:
    yes, no = (f"{Mark.LOOSE_WORDS}:{update_id}:{number}" for number in (older.newest.id, 0))
    return ((Button(f"Yes, for {older.newest_called}", yes), Button("No, forget it", no)),)


async def _live(desk: Services, review: Review, message: telegram.Message) -> Message | None:
    async with desk.database.at_once() as session:
        return await shown_cards.live_card(session, review.id, message.chat.id, desk.own_bot)


async def _name(session: AsyncSession, review: Review) -> str:
    if review.kind is ReviewKind.DRAFT and review.revision_id is not None:
        return f"revision {(await session.get_one(Revision, review.revision_id)).number}"
    if review.kind is ReviewKind.IMAGE and review.image_id is not None:
        return f"try {(await session.get_one(Image, review.image_id)).number}"
    return f"{'plan' if review.kind is ReviewKind.FINAL else 'question'} {review.round}"


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
