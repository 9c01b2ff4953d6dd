"""Owns the change of a card that is over: it shows what came of it, and its buttons go. It refuses to leave live ones.

A card is settled when somebody decided, when the review was closed without a decision, and when it was sent again.
The approval of what waits for its time is the only one with a button left: the one that takes it back.
"""

from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.reopening_button import take_back_rows
from integrations.telegram.sender import ChatMoved
from integrations.telegram.turns import in_each_chat
from models.domain.article import STOPPED
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, Refused, Unknown
from models.domain.review import SPOKEN, ReviewKind, Verdict
from models.store import cards as shown_cards
from models.store.cards import Unsettled
from models.tables import Article, Json


async def settle(desk: Services, review_id: int | None = None) -> int:
    """Every card whose buttons mean nothing any more, or those of one review alone."""
    async with desk.database.at_once() as session:
        found = await shown_cards.unsettled(session, review_id)
    return await in_each_chat([(each.chat.telegram_chat_id, partial(_settle, desk, each)) for each in found])


async def _settle(desk: Services, each: Unsettled) -> bool:
    """A card that cannot be changed, as in a chat that shut the bot out, does not keep the others as they were."""
    edit = partial(_edit, desk, each)
    is_marked = False

    async def mark(session: AsyncSession, _: Json) -> None:
        nonlocal is_marked
        await shown_cards.settle(session, each.message.id, desk.clock())
        is_marked = True

    try:
        await desk.effects.once(f"message:{each.message.id}:settled", EffectKind.EDIT, edit, also=mark)
    except Unknown:
        return False
    except (NeedsPerson, Refused, ChatMoved):
        pass
    if not is_marked:  # it was changed earlier, or cannot be
        async with desk.database.at_once() as session:
            await shown_cards.settle(session, each.message.id, desk.clock())
    return True


def outcome_of(each: Unsettled) -> str:
    html = each.message.html
    if each.decision is not None:
        who = each.person.name if each.person else SPOKEN[each.decision.channel]
        is_ours = each.review.kind is ReviewKind.FINAL or each.decision.verdict in (Verdict.SUPPLY, Verdict.EDIT)
        note = "" if is_ours else each.decision.note  # of these it is made for machines
        return cards.outcome(html, each.decision.verdict, who, note, each.review.kind)
    if each.review.closed_at is not None:
        return cards.closed(html, why_closed(each.article))
    return cards.moved(html)


def why_closed(article: Article) -> str:
    if article.stage in STOPPED:
        back = f" /resume {article.id} lets it go on."
        return f"“{article.called}” {article.stage.sentence}{': ' + article.reason if article.reason else ''}.{back}"
    return "This was closed before anybody decided. The newest card counts."


async def _edit(desk: Services, each: Unsettled) -> Json:
    number, rows = each.message.telegram_message_id, take_back_rows(each, desk.clock())
    is_photo = each.review.image_id is not None
    await desk.sender.edit(each.chat, number, outcome_of(each), rows, is_photo=is_photo)
    return {"telegram_message_id": number}
