"""Owns taps on the buttons of review cards: each is a decision or a true answer why it is none."""

import telegram

from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.cards import Tap
from integrations.telegram.replies import Replies
from integrations.telegram.speakers import speaker_on, who_decided
from models.domain.errors import Refused
from models.domain.review import Channel


class Taps:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def handle(self, query: telegram.CallbackQuery) -> None:
        try:
            ruling = await self._decide(query.from_user.id, Tap.read(query.data or ""))
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        who = await who_decided(self._desk, ruling.decision)
        word = cards.outcome_word(ruling.decision.verdict, who)
        await self._desk.sender.answer(query.id, word if ruling.counts else f"Already decided: {word}.")
        await self._replies.follow_up(ruling, who)

    async def _decide(self, telegram_user_id: int, tap: Tap) -> Ruling:
        speaker = await speaker_on(self._desk, telegram_user_id, tap.review_id)
        if not speaker.review.subject_hash.startswith(tap.hash_start):
            raise Refused("This card is out of date. The newest one counts.")
        return await self._desk.desk.decide(
            tap.review_id, tap.verdict, Channel.TELEGRAM, self._desk.clock(), person_id=speaker.person.id
        )
