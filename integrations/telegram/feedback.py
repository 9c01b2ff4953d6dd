"""Owns what a person writes about what is under review: each word is kept with its place, and is never an approval."""

from html import escape

import telegram

from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.own_texts import HEARD, hands_in_a_text, own_text
from integrations.telegram.replies import Replies
from integrations.telegram.speakers import Speaker, speaker_on, who_decided
from models.domain.errors import Refused
from models.domain.final_request import read_final_request
from models.domain.notes import Note, joined, read_note
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import remarks, reviews
from models.tables import Message

_VERDICTS = {ReviewKind.DRAFT: Verdict.CHANGE, ReviewKind.IMAGE: Verdict.REDO, ReviewKind.FINAL: Verdict.CHANGE}
_LOOSE = "Which article is this about? Please reply to one of its messages."
_HEARD = {
    ReviewKind.DRAFT: "Got it, revising.",
    ReviewKind.IMAGE: "Got it, drawing another one.",
    ReviewKind.FINAL: "Got it, here is the new plan.",
}


class Feedback:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def answer(self, message: telegram.Message, text: str) -> str:
        """A reply to something that was shown is about that; a loose word is asked about."""
        to = message.reply_to_message
        async with self._desk.database.session() as session:
            shown = to and await reviews.message_at(session, message.chat.id, to.message_id)
        if not shown or shown.review_id is None or message.from_user is None:
            return _LOOSE
        try:
            speaker = await speaker_on(self._desk, message.from_user.id, shown.review_id)
            return await self._take(speaker, message, _note(message, text, shown))
        except Refused as refusal:
            return escape(str(refusal))

    async def is_about_a_review(self, message: telegram.Message) -> bool:
        to = message.reply_to_message
        if to is None:
            return False
        async with self._desk.database.session() as session:
            shown = await reviews.message_at(session, message.chat.id, to.message_id)
        return shown is not None and shown.review_id is not None

    async def _take(self, speaker: Speaker, message: telegram.Message, note: Note) -> str:
        kind = speaker.review.kind
        if hands_in_a_text(message, note, kind):
            words = await own_text(self._desk, speaker, message, note.text)
            return await self._decide(speaker, Verdict.REPLACE, words, HEARD)
        if not note.text or kind not in _VERDICTS:
            raise Refused("I can only take words here. Tap a button, or write what should change.")
        words, said = joined([note]), ""
        if kind is ReviewKind.FINAL:
            request = read_final_request(note.text, speaker.account.zone, self._desk.clock())
            words, said = request.model_dump_json(), request.said
        else:
            await self._keep(speaker, message, note)
        return await self._decide(speaker, _VERDICTS[kind], words, f"{_HEARD[kind]} {escape(said)}".rstrip())

    async def _decide(self, speaker: Speaker, verdict: Verdict, words: str, heard: str) -> str:
        ruling = await self._desk.desk.decide(
            speaker.review.id,
            verdict,
            Channel.TELEGRAM,
            self._desk.clock(),
            note=words,
            person_id=speaker.person.id,
        )
        who = await who_decided(self._desk, ruling.decision)
        await self._replies.follow_up(ruling)
        if not ruling.counts:
            return f"This was already decided: {escape(cards.outcome_word(ruling.decision.verdict, who))}."
        return heard

    async def _keep(self, speaker: Speaker, message: telegram.Message, note: Note) -> None:
        source = f"telegram:{message.chat.id}:{message.message_id}"
        async with self._desk.database.session() as session:
            await remarks.keep(
                session, speaker.review.id, source, note, self._desk.clock(), person_id=speaker.person.id
            )


def _note(message: telegram.Message, text: str, shown: Message) -> Note:
    quote = message.quote.text.strip() if message.quote else ""
    return read_note(text, quote, shown.block_ids)
