"""Owns what a person writes while they are interviewed: their words answer a question, also those that come after.

Words that reply to nothing answer the question that is open, if nothing else waits in this chat; those that were
typed before that question was shown belong to the one before it.
"""

from datetime import timedelta
from html import escape

import telegram

from integrations.following_up import follow_up
from integrations.services import Services
from integrations.telegram.adopting import subject_of
from integrations.telegram.replies import Replies
from integrations.telegram.speakers import Speaker, speaker_on
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.notes import Note
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import interviews, remarks, reviews
from models.tables import Review

_READING = timedelta(seconds=4)  # nobody reads a question and answers it sooner
_LAST = "Got it. I write now."
_MORE = "Got it, that belongs to your answer."
_TOO_LATE = "The writing has begun. Say it again when the draft comes, as a reply to it."


class Interviewing:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def answer(self, message: telegram.Message, text: str) -> str | None:
        """What to say to words that answer a question; None where they are about something else."""
        question = await self._question(message)
        if question is None or message.from_user is None:
            return None
        try:
            return await self._take(await speaker_on(self._desk, message.from_user.id, question.id), message, text)
        except Refused as refusal:
            return escape(str(refusal))

    async def _take(self, speaker: Speaker, message: telegram.Message, text: str) -> str:
        if speaker.article.stage is not Stage.INTERVIEWING:
            raise Refused(_TOO_LATE)
        if not text:
            raise Refused("I can only take words here. Answer in your own words, or tap Skip.")
        source = remarks.source_of(message.chat.id, message.message_id, self._desk.own_bot)
        now, person_id = self._desk.clock(), speaker.person.id
        async with self._desk.database.session() as session:
            await remarks.keep(session, speaker.review.id, source, Note(text=text), now, person_id=person_id)
        ruling = await self._desk.desk.decide(
            speaker.review.id, Verdict.ANSWER, Channel.TELEGRAM, now, note=text, person_id=person_id
        )
        await follow_up(self._desk, ruling)
        if not ruling.counts:
            return _MORE
        async with self._desk.database.session() as session:
            more = await interviews.next_question(session, speaker.article.id)
        return "" if more else _LAST  # its card tells what was heard, and the next question comes

    async def _question(self, message: telegram.Message) -> Review | None:
        if message.reply_to_message is not None:
            return await self._replied_to(message)
        async with self._desk.database.session() as session:
            waiting = await interviews.open_questions(session, message.chat.id, self._desk.own_bot)
            if len(waiting) != 1 or waiting[0].kind is not ReviewKind.INTERVIEW:
                return None
            [review] = waiting
            if review.shown_at is not None and message.date < review.shown_at + _READING:
                return await interviews.question_before(session, review) or review
        return review

    async def _replied_to(self, message: telegram.Message) -> Review | None:
        subject = await subject_of(self._desk, message)
        if subject is None:
            return None
        async with self._desk.database.session() as session:
            review = await reviews.review(session, subject.review_id)
        return review if review.kind is ReviewKind.INTERVIEW else None
