"""Owns what a person writes about what is under review: each word is kept with its place, and is never an approval."""

from dataclasses import replace
from html import escape

import telegram

from integrations.answering import place_named
from integrations.following_up import follow_up
from integrations.services import Services
from integrations.telegram import cards, outdated
from integrations.telegram.adopting import Subject, live_card, review_named_on, subject_of
from integrations.telegram.collecting import VERDICTS, take_in
from integrations.telegram.own_photos import hands_in_a_photo, own_photo
from integrations.telegram.own_photos import heard as photo_heard
from integrations.telegram.own_texts import HEARD, hands_in_a_text, own_text
from integrations.telegram.replies import Replies, Said
from integrations.telegram.settling import why_closed
from integrations.telegram.speakers import Speaker, speaker_on, who_decided
from models.domain.assent import only_agrees
from models.domain.errors import Refused
from models.domain.final_request import read_final_request
from models.domain.moving import asks_to_move
from models.domain.notes import Note, read_note
from models.domain.publications import known_publications
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import remarks, reviews
from models.tables import Decision

_YES = {ReviewKind.DRAFT: "✅ Approve", ReviewKind.IMAGE: "✅ Keep", ReviewKind.FINAL: "✅ Approve"}


class Feedback:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def answer(self, update_id: int, message: telegram.Message, text: str) -> Said | None:
        """A reply to something that was shown is about that; None for a loose word. Empty: it is answered elsewhere."""
        subject = await subject_of(self._desk, message)
        if subject is None:
            return None
        older = await outdated.older_one(self._desk, subject.review_id)
        if older is not None and not older.is_about_the_same:
            return await outdated.answer(self._desk, update_id, message, text, older)
        review_id = subject.review_id if older is None else older.newest.id
        return Said(await self._about(message, _note(message, text, subject), review_id))

    async def take(self, message: telegram.Message, text: str, review_id: int) -> str:
        """Words after it was said what they are about; the passages of an older text are the same in the newer one."""
        subject = await subject_of(self._desk, message) or Subject(review_id)
        return await self._about(message, _note(message, text, subject), review_id)

    async def amend(self, message: telegram.Message) -> None:
        """An edit counts as long as the words were not taken in."""
        source = remarks.source_of(message.chat.id, message.message_id, self._desk.own_bot)
        async with self._desk.database.session() as session:
            await remarks.amend(session, source, (message.text or message.caption or "").strip())

    async def _about(self, message: telegram.Message, note: Note, review_id: int) -> str:
        if message.from_user is None:
            return "I cannot see who wrote this, so it does not count."
        try:
            speaker = await speaker_on(self._desk, message.from_user.id, review_id)
            if message.reply_to_message is not None and review_named_on(message.reply_to_message) == review_id:
                await live_card(self._desk, speaker, message.reply_to_message)
            return await self._take(speaker, message, note)
        except Refused as refusal:
            return escape(str(refusal))

    async def is_about_a_review(self, message: telegram.Message) -> bool:
        return await subject_of(self._desk, message) is not None

    async def _take(self, speaker: Speaker, message: telegram.Message, note: Note) -> str:
        kind = speaker.review.kind
        if hands_in_a_text(message, note, kind):
            words = await own_text(self._desk, speaker, message, note.text)
            return await self._decide(speaker, Verdict.REPLACE, words, HEARD)
        if hands_in_a_photo(message, kind):
            photo = await own_photo(self._desk, message, note.text)
            return await self._decide(speaker, Verdict.SUPPLY, photo.model_dump_json(), photo_heard(photo))
        if kind is ReviewKind.IMAGE and asks_to_move(note.text):
            return await self._move(speaker, note.text)
        if not note.text or kind not in {*VERDICTS, ReviewKind.FINAL}:
            raise Refused("I can only take words here. Tap a button, or write what should change.")
        if speaker.decision is None and kind in _YES and _asks_for_nothing(note, kind):
            return f"That asks for no change, and I change nothing. To approve, tap {_YES[kind]} on the card."
        if kind in VERDICTS:
            return await self._collect(speaker, message, note)
        return await self._replan(speaker, note)

    async def _replan(self, speaker: Speaker, note: Note) -> str:
        """Tags, the time and how it goes out."""
        if speaker.decision is not None:
            return await self._too_late(speaker, speaker.decision)
        known = known_publications(speaker.account.publications)
        request = read_final_request(note.text, speaker.account.zone, self._desk.clock(), known)
        heard = f"Got it, here is the new plan. {escape(request.said)}".rstrip()
        return await self._decide(speaker, Verdict.CHANGE, request.model_dump_json(), heard)

    async def _move(self, speaker: Speaker, words: str) -> str:
        there = await place_named(self._desk, speaker.review, words)
        heard = f"Got it: it will stand {escape(there)}. The text stays as it is."
        return await self._decide(speaker, Verdict.MOVE, words, heard)

    async def _collect(self, speaker: Speaker, message: telegram.Message, note: Note) -> str:
        """It is taken in and acknowledged when it was quiet for a moment."""
        async with self._desk.database.session() as session:
            decision = await reviews.decision_on(session, speaker.review.id)
        if decision is not None:
            return await self._too_late(speaker, decision)
        if speaker.review.closed_at is not None:
            raise Refused(why_closed(speaker.article))
        source = remarks.source_of(message.chat.id, message.message_id, self._desk.own_bot)
        now, person_id = self._desk.clock(), speaker.person.id
        async with self._desk.database.session() as session:
            await remarks.keep(session, speaker.review.id, source, note, now, person_id=person_id)
        if not self._desk.settings.feedback_pause_seconds:
            await take_in(self._desk, self._replies, speaker.review.id)
        return ""

    async def _decide(self, speaker: Speaker, verdict: Verdict, words: str, heard: str) -> str:
        ruling = await self._desk.desk.decide(
            speaker.review.id,
            verdict,
            Channel.TELEGRAM,
            self._desk.clock(),
            note=words,
            person_id=speaker.person.id,
        )
        await follow_up(self._desk, ruling)
        if ruling.counts:
            return heard
        return await self._too_late(speaker, ruling.decision)

    async def _too_late(self, speaker: Speaker, decision: Decision) -> str:
        word = escape(
            cards.outcome_word(decision.verdict, await who_decided(self._desk, decision), speaker.review.kind)
        )
        return f"This was already decided: {word}.{outdated.what_follows(replace(speaker, decision=decision))}"


def _asks_for_nothing(note: Note, kind: ReviewKind) -> bool:
    """At the last review a list of words may be the tags."""
    may_be_tags = kind is ReviewKind.FINAL and "," in note.text
    return only_agrees(note.text) and not note.quote and not may_be_tags


def _note(message: telegram.Message, text: str, subject: Subject) -> Note:
    quote = message.quote.text.strip() if message.quote else ""
    return read_note(text, quote, subject.block_ids)
