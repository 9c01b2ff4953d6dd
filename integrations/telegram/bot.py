"""Owns what a person's words and taps mean: an update in, a decision or an answer out.

A tap is a decision; a typed reply is feedback and never an approval. Whoever is not paired gets one polite line.
"""

from dataclasses import dataclass
from html import escape

import telegram
from telegram.constants import ChatType

from integrations.review_desk import Ruling
from integrations.services import Services
from integrations.telegram import cards, commands
from integrations.telegram.cards import Tap
from integrations.telegram.replies import Replies
from models.domain.errors import Refused
from models.domain.final_request import read_final_request
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import accounts, articles, reviews
from models.tables import Article, Person, Review

_FEEDBACK = {ReviewKind.DRAFT: Verdict.CHANGE, ReviewKind.IMAGE: Verdict.REDO, ReviewKind.FINAL: Verdict.CHANGE}
_STRANGER = "Hello! I am a private writing desk and only speak with paired chats."
_LOOSE = "Which article is this about? Please reply to one of its messages."
_HEARD = {
    ReviewKind.DRAFT: "Got it, revising.",
    ReviewKind.IMAGE: "Got it, drawing another one.",
    ReviewKind.FINAL: "Got it, here is the new plan.",
}


@dataclass(frozen=True)
class Speaker:
    """Somebody who may decide about this review, and where it belongs."""

    person: Person
    review: Review
    article: Article
    zone: str


class Bot:
    def __init__(self, desk: Services) -> None:
        self._desk, self._replies = desk, Replies(desk)

    async def handle(self, update: telegram.Update) -> None:
        if update.callback_query is not None:
            await self._tap(update.callback_query)
        elif update.message is not None:
            await self._message(update.update_id, update.message)

    async def _tap(self, query: telegram.CallbackQuery) -> None:
        try:
            tap = Tap.read(query.data or "")
            speaker = await self._speaker(query.from_user.id, tap.review_id)
            if not speaker.review.subject_hash.startswith(tap.hash_start):
                raise Refused("This card is out of date. The newest one counts.")
            ruling = await self._desk.desk.decide(
                tap.review_id, tap.verdict, Channel.TELEGRAM, self._desk.clock(), person_id=speaker.person.id
            )
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        who = await self._who(ruling)
        word = cards.outcome_word(ruling.decision.verdict, who)
        await self._desk.sender.answer(query.id, word if ruling.counts else f"Already decided: {word}.")
        await self._follow_up(ruling, who)

    async def _message(self, update_id: int, message: telegram.Message) -> None:
        text = (message.text or message.caption or "").strip()
        if text.startswith("/start") and " " in text:
            await self._replies.send(
                update_id, message, await commands.pair(self._desk, message, text.split(None, 1)[1])
            )
            return
        async with self._desk.database.session() as session:
            known = await accounts.chats_at(session, message.chat.id)
        if not known:
            await self._replies.send_ever_once(f"stranger:{message.chat.id}", message, _STRANGER)
        elif text.startswith("/"):
            await self._replies.send(update_id, message, await commands.answer(self._desk, message, text))
        elif message.reply_to_message is not None or message.chat.type == ChatType.PRIVATE:
            await self._replies.send(update_id, message, await self._feedback(message, text))

    async def _feedback(self, message: telegram.Message, text: str) -> str:
        """A reply to something that was shown is about that; a loose word is asked about."""
        to = message.reply_to_message
        async with self._desk.database.session() as session:
            shown = to and await reviews.message_at(session, message.chat.id, to.message_id)
        if not shown or shown.review_id is None or message.from_user is None:
            return _LOOSE
        try:
            speaker = await self._speaker(message.from_user.id, shown.review_id)
            return await self._note(speaker, text)
        except Refused as refusal:
            return escape(str(refusal))

    async def _note(self, speaker: Speaker, text: str) -> str:
        kind = speaker.review.kind
        if not text or kind not in _FEEDBACK:
            raise Refused("I can only take words here. Tap a button, or write what should change.")
        if kind is ReviewKind.FINAL:
            text = read_final_request(text, speaker.zone, self._desk.clock()).model_dump_json()
        ruling = await self._desk.desk.decide(
            speaker.review.id,
            _FEEDBACK[kind],
            Channel.TELEGRAM,
            self._desk.clock(),
            note=text,
            person_id=speaker.person.id,
        )
        who = await self._who(ruling)
        await self._follow_up(ruling, who)
        if not ruling.counts:
            return f"This was already decided: {escape(cards.outcome_word(ruling.decision.verdict, who))}."
        return _HEARD[kind]

    async def _speaker(self, telegram_user_id: int, review_id: int) -> Speaker:
        async with self._desk.database.session() as session:
            review = await reviews.review(session, review_id)
            article = await articles.article(session, review.article_id)
            account = await accounts.account(session, article.account_id)
            person = await accounts.person_on_telegram(session, telegram_user_id)
            if person is None or not await accounts.may_decide(session, person.id, account.id):
                raise Refused("You are not paired with this account, so you cannot decide here.")
        return Speaker(person, review, article, account.zone)

    async def _follow_up(self, ruling: Ruling, who: str) -> None:
        """Wake the run, and let every card of this review show what was decided and by whom."""
        await self._desk.desk.wake(ruling.article)
        note = "" if ruling.review.kind is ReviewKind.FINAL else ruling.decision.note
        await self._replies.settle_cards(ruling.review, ruling.decision.verdict, who, note)

    async def _who(self, ruling: Ruling) -> str:
        if ruling.decision.person_id is None:
            return str(ruling.decision.channel)
        async with self._desk.database.session() as session:
            return (await session.get_one(Person, ruling.decision.person_id)).name
