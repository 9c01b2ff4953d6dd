"""Owns taps that are no decision yet: the second button of what cannot be taken back, and the question for words."""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.previews import card_buttons
from integrations.services import Services
from integrations.telegram.buttons import Step, Tap, make_sure
from integrations.telegram.speakers import Speaker
from integrations.telegram.tapped import Tapped
from models.domain.effects import EffectKind, MessageShows
from models.domain.review import ReviewKind
from models.tables import Json, Message

_WORDS_FOR = {
    ReviewKind.DRAFT: "What should change? Reply here, or quote a passage of the text and reply to it.",
    ReviewKind.FINAL: "Reply with <code>tags: one, two, three</code> or <code>time: next tuesday 9am</code>.",
}


async def take_first_step(desk: Services, speaker: Speaker, tap: Tap, card: Tapped) -> str:
    """Show what comes next, and give the answer to the tap."""
    review = speaker.review
    match tap.step:
        case Step.ASK:
            await _ask_for_words(desk, speaker, card)
            return "Write what should change, as a reply to any of its messages."
        case Step.MAKE_SURE:
            await card.rebutton(make_sure(tap))
            return "Tap once more to drop it for good."
        case Step.MAYBE_NOW:
            await card.rebutton(make_sure(tap))
            return "Tap once more, and it goes out now."
        case _:
            await card.rebutton(card_buttons(desk.settings, review, desk.clock()))
            return "It stays as it is."


async def _ask_for_words(desk: Services, speaker: Speaker, card: Tapped) -> None:
    """A reply to the question is a reply to the review."""
    words = _WORDS_FOR[speaker.review.kind]

    async def act() -> Json:
        return {"telegram_message_id": await desk.sender.ask(card.chat, words, reply_to=card.message_id)}

    async def remember(session: AsyncSession, outcome: Json) -> None:
        session.add(
            Message(
                chat_id=card.chat.id,
                telegram_message_id=outcome["telegram_message_id"],
                article_id=speaker.article.id,
                review_id=speaker.review.id,
                shows=MessageShows.NOTICE,
                sent_at=desk.clock(),
            )
        )

    key = f"review:{speaker.review.id}:words:chat:{card.chat.id}"
    await desk.effects.once(key, EffectKind.MESSAGE, act, also=remember)
