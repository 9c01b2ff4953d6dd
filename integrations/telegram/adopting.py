"""Owns cards whose sending was not recorded: an answer to one proves that it arrived.

Where no other card of its review is recorded in this chat, it becomes the one that counts.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

import telegram

from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.buttons import Tap
from integrations.telegram.speakers import Speaker
from models.domain.effects import MessageShows
from models.domain.errors import Refused
from models.store import accounts, reviews
from models.store import cards as shown_cards
from models.tables import Chat, Message


@dataclass(frozen=True)
class Subject:
    """What words are about that were written in reply to a message: a review, and which paragraphs of its text."""

    review_id: int
    block_ids: Sequence[str] = ()


async def subject_of(desk: Services, words: telegram.Message) -> Subject | None:
    """As the sending was recorded; where it was not, or not yet, as the message's own buttons tell."""
    to = words.reply_to_message
    if to is None:
        return None
    async with desk.database.at_once() as session:
        shown = await reviews.message_at(session, words.chat.id, to.message_id, desk.own_bot)
    if shown is not None:
        return None if shown.review_id is None else Subject(shown.review_id, shown.block_ids)
    review_id = review_named_on(to)
    return None if review_id is None else Subject(review_id)


def review_named_on(card: telegram.Message) -> int | None:
    """The review that its own buttons name; None for a message that has none of ours."""
    rows = card.reply_markup.inline_keyboard if card.reply_markup else ()
    for button in chain.from_iterable(rows):
        with suppress(Refused):
            return Tap.read(str(button.callback_data)).review_id
    return None


async def live_card(desk: Services, speaker: Speaker, answered: telegram.MaybeInaccessibleMessage) -> Message | None:
    """The card that counts in this chat; where none is recorded, the answered one becomes it."""
    async with desk.database.at_once() as session:
        live = await shown_cards.live_card(session, speaker.review.id, answered.chat.id, desk.own_bot)
    if live is not None:
        return live
    await _adopt(desk, speaker, answered)
    async with desk.database.at_once() as session:
        return await shown_cards.live_card(session, speaker.review.id, answered.chat.id, desk.own_bot)


async def _adopt(desk: Services, speaker: Speaker, answered: telegram.MaybeInaccessibleMessage) -> None:
    chat = await chat_of(desk, speaker, answered)
    if chat is None:
        return
    card = Message(
        chat_id=chat.id,
        telegram_message_id=answered.message_id,
        article_id=speaker.article.id,
        review_id=speaker.review.id,
        shows=MessageShows.CARD,
        html=html_of(answered),
        sent_at=desk.clock(),
    )
    key = cards.in_chat(cards.card_key(speaker.review.id, speaker.review.showing), chat.id)
    async with desk.database.session() as session:
        await shown_cards.adopt(session, key, card, desk.clock())


async def chat_of(desk: Services, speaker: Speaker, answered: telegram.MaybeInaccessibleMessage) -> Chat | None:
    async with desk.database.at_once() as session:
        known = await accounts.chats_at(session, answered.chat.id, desk.own_bot)
    return next((chat for chat in known if chat.account_id == speaker.account.id), None)


def html_of(answered: telegram.MaybeInaccessibleMessage) -> str:
    """What the card says; one that is too old to be read is told by its outcome alone."""
    if not isinstance(answered, telegram.Message):
        return ""
    return answered.caption_html or answered.text_html or ""
