"""Owns the cards of an approval that does not stand any more: the button that took it back goes, and they say who did.

What cannot be changed now stays, and its button is answered truly when it is tapped.
"""

from contextlib import suppress
from functools import partial

import telegram

from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.adopting import chat_of
from integrations.telegram.speakers import Speaker
from integrations.telegram.tapped import tapped
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.store import cards as shown_cards
from models.store.cards import Approved
from models.tables import Json


async def close_approval(desk: Services, article_id: int, reopened_by: str = "") -> None:
    """Once for each card; whoever comes later changes nothing."""
    async with desk.database.session() as session:
        approved = await shown_cards.approved_cards(session, article_id)
    for each in approved:
        with suppress(NeedsPerson, Refused, TryLater, Unknown):
            await desk.effects.once(
                f"message:{each.message.id}:closed", EffectKind.EDIT, partial(_close, desk, each, reopened_by)
            )


async def _close(desk: Services, each: Approved, reopened_by: str) -> Json:
    number = each.message.telegram_message_id
    if reopened_by:
        await desk.sender.edit(each.chat, number, cards.reopened(each.message.html, each.who, reopened_by))
    else:
        await desk.sender.rebutton(each.chat, number, ())
    return {"telegram_message_id": number}


async def forget_button(desk: Services, speaker: Speaker, query: telegram.CallbackQuery) -> None:
    """A card whose button was tapped in vain, also where it is one that was closed before it was settled."""
    chat = None if query.message is None else await chat_of(desk, speaker, query.message)
    if query.message is not None and chat is not None:
        with suppress(NeedsPerson, Refused, TryLater, Unknown):
            await tapped(desk, query.id, chat, query.message.message_id).rebutton(())
