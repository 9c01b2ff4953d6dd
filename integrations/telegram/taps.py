"""Owns taps on the buttons of review cards: each is a decision, or is told truly why it is none.

The card that counts is the one that is recorded. A card that nobody recorded proves by its tap that it arrived: where
there is no other it becomes the one; else it loses its buttons, and the tap is told where the live one is.
"""

from contextlib import suppress

import telegram

from integrations.answering import NOT_HERE, Answering, at_once, at_the_next_slot, decide, keep_others
from integrations.following_up import follow_up
from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.adopting import chat_of, html_of, live_card
from integrations.telegram.buttons import FIRST_STEPS, Step, Tap
from integrations.telegram.first_steps import take_first_step
from integrations.telegram.outdated import older_one
from integrations.telegram.replies import Replies
from integrations.telegram.settling import settle, why_closed
from integrations.telegram.speakers import Speaker, speaker_on, who_decided
from integrations.telegram.tapped import tapped
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.domain.review import Channel, Verdict
from models.store import reviews
from models.tables import Message

_SENT_TWICE = "This card was sent twice. The other one counts."
_ELSEWHERE = f"{_SENT_TWICE} I point at it below."
_POINTED = "☝️ This is the card that counts."


class Taps:
    def __init__(self, desk: Services, replies: Replies) -> None:
        self._desk, self._replies = desk, replies

    async def handle(self, query: telegram.CallbackQuery) -> None:
        try:
            tap = Tap.read(query.data or "")
            speaker = await speaker_on(self._desk, query.from_user.id, tap.review_id)
            answering = Answering(speaker.review, speaker.person.id, Channel.TELEGRAM)
            answering.require_shown(tap.hash_start)
            if not await self._counts(speaker, query):
                return
            if tap.step in FIRST_STEPS and await self._is_open(tap.review_id):
                await self._take_first_step(speaker, tap, query)
                return
            keeps_all = tap.step is Step.KEEP_ALL
            if keeps_all and tap.verdict is not Verdict.APPROVE:
                raise Refused(NOT_HERE)
            others = await keep_others(self._desk, self._replies, answering) if keeps_all else []
            ruling = await self._decide(answering, tap)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        who = await who_decided(self._desk, ruling.decision, speaker.person)
        word = cards.outcome_word(ruling.decision.verdict, who, speaker.review.kind)
        with suppress(TryLater):  # it is decided, and the card tells what the answer would have told
            await self._desk.sender.answer(query.id, word if ruling.counts else await self._too_late(tap, word))
        for each in (ruling, *others):
            await follow_up(self._desk, each)

    async def _decide(self, answering: Answering, tap: Tap) -> Ruling:
        note = ""
        if tap.step is Step.NOW:
            note = at_once(self._desk, answering.review).model_dump_json()
        if tap.step is Step.SLOT:
            note = (await at_the_next_slot(self._desk, answering.review)).model_dump_json()
        return await decide(self._desk, self._replies, answering, tap.verdict, note)

    async def _too_late(self, tap: Tap, word: str) -> str:
        older = await older_one(self._desk, tap.review_id)
        newer = "" if older is None or older.is_about_the_same else f" {older.what_counts}"
        return f"Already decided: {word}.{newer}"

    async def _is_open(self, review_id: int) -> bool:
        async with self._desk.database.at_once() as session:
            return await reviews.decision_on(session, review_id) is None

    async def _take_first_step(self, speaker: Speaker, tap: Tap, query: telegram.CallbackQuery) -> None:
        card = query.message
        chat = None if card is None else await chat_of(self._desk, speaker, card)
        if card is None or chat is None:
            raise Refused("I cannot write in this chat any more. Decide in another one, or in the console.")
        said = await take_first_step(self._desk, speaker, tap, tapped(self._desk, query.id, chat, card.message_id))
        await self._desk.sender.answer(query.id, said)

    async def _counts(self, speaker: Speaker, query: telegram.CallbackQuery) -> bool:
        """Whether the decision of this tap is to be made; one that is made already is told by whoever would make it."""
        card = query.message
        decision = speaker.decision
        if decision is None and speaker.review.closed_at is not None:
            await self._refuse(speaker, query, why_closed(speaker.article))
            return False
        live = None if card is None else await live_card(self._desk, speaker, card)
        if card is None or live is None or live.telegram_message_id == card.message_id:
            return True
        if decision is None:
            await self._point(speaker, query, card, live)
            return False
        who = await who_decided(self._desk, decision)
        word = cards.outcome_word(decision.verdict, who, speaker.review.kind)
        await self._strip(speaker, query, card, f"{word}.")
        return True

    async def _refuse(self, speaker: Speaker, query: telegram.CallbackQuery, why: str) -> None:
        """Where the answer comes too late to be seen, the card tells the same."""
        await self._desk.sender.answer(query.id, why, alert=True)
        with suppress(TryLater):
            await settle(self._desk, speaker.review.id)
        if query.message is not None:
            await self._strip(speaker, query, query.message, why)

    async def _point(
        self,
        speaker: Speaker,
        query: telegram.CallbackQuery,
        card: telegram.MaybeInaccessibleMessage,
        live: Message,
    ) -> None:
        await self._desk.sender.answer(query.id, _ELSEWHERE, alert=True)
        await self._strip(speaker, query, card, _SENT_TWICE)
        await settle(self._desk, speaker.review.id)
        if chat := await chat_of(self._desk, speaker, card):
            key = f"pointed:{live.id}:{card.message_id}"
            await self._replies.say_once(key, chat, _POINTED, live.telegram_message_id)

    async def _strip(
        self,
        speaker: Speaker,
        query: telegram.CallbackQuery,
        card: telegram.MaybeInaccessibleMessage,
        why: str,
    ) -> None:
        """A card that is not recorded loses its buttons and says why; a recorded one is settled with its review."""
        async with self._desk.database.session() as session:
            known = await reviews.message_at(session, card.chat.id, card.message_id, self._desk.own_bot)
        chat = await chat_of(self._desk, speaker, card)
        if known is not None or chat is None:
            return
        html = cards.closed(html_of(card), why).strip()
        with suppress(NeedsPerson, Refused, Unknown):
            is_photo = speaker.review.image_id is not None
            await tapped(self._desk, query.id, chat, card.message_id).edit(html, is_photo=is_photo)
