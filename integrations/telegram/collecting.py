"""Owns the moment in which feedback is collected: people send three short messages in a row, and mean one revision.

What was said is stored with its arrival; whoever looks next, after a crash too, takes it in together and says so once.
"""

from datetime import datetime, timedelta
from functools import partial
from html import escape

from integrations.following_up import follow_up
from integrations.services import Services
from integrations.telegram import cards
from integrations.telegram.replies import Replies
from integrations.telegram.sender import ChatMoved
from integrations.telegram.speakers import who_decided
from integrations.telegram.turns import in_each_chat
from models.domain.errors import NeedsPerson, Refused
from models.domain.notes import Note, joined
from models.domain.review import ASKS_FOR_MORE, Channel, ReviewKind, Verdict
from models.store import accounts, articles, remarks, reviews
from models.tables import Chat, Remark, Review

VERDICTS = {ReviewKind.DRAFT: Verdict.CHANGE, ReviewKind.IMAGE: Verdict.REDO}
_WAITED_AT_MOST = timedelta(minutes=1)
_HEARD = {ReviewKind.DRAFT: "revising", ReviewKind.IMAGE: "drawing another one"}


async def take_in_all(desk: Services, replies: Replies) -> int:
    """Everything after which it was quiet for a moment, or that was begun a minute ago."""
    now, pause = desk.clock(), timedelta(seconds=desk.settings.feedback_pause_seconds)
    async with desk.database.at_once() as session:
        found = await remarks.collected(session, tuple(VERDICTS), now - pause, now - _WAITED_AT_MOST)
    return await in_each_chat([(review_id, partial(take_in, desk, replies, review_id)) for review_id in found])


async def next_at(desk: Services) -> datetime | None:
    """When the next of what is being collected is to be taken in."""
    pause = timedelta(seconds=desk.settings.feedback_pause_seconds)
    async with desk.database.at_once() as session:
        collected = await remarks.being_collected(session, tuple(VERDICTS))
    return min((min(last + pause, began + _WAITED_AT_MOST) for began, last in collected), default=None)


async def take_in(desk: Services, replies: Replies, review_id: int) -> bool:
    """What was said about this review and not taken in is one decision, and is acknowledged once."""
    async with desk.database.at_once() as session:
        said = await remarks.unheard(session, review_id)
        if not said:
            return False
        review = await reviews.review(session, review_id)
    if review.kind not in VERDICTS:
        return False
    try:
        answer = await _decided(desk, review, said)
    except Refused as refusal:
        answer = escape(str(refusal))
    await _acknowledge(desk, replies, said[-1], answer)
    async with desk.database.session() as session:
        await remarks.mark_heard(session, [remark.id for remark in said], desk.clock())
    return True


async def _decided(desk: Services, review: Review, said: list[Remark]) -> str:
    words = joined([Note.model_validate(remark, from_attributes=True) for remark in said])
    ruling = await desk.desk.decide(
        review.id, VERDICTS[review.kind], Channel.TELEGRAM, desk.clock(), note=words, person_id=said[-1].person_id
    )
    await follow_up(desk, ruling)
    is_ours = ruling.decision.channel is Channel.TELEGRAM and ruling.decision.note == words
    if ruling.counts or is_ours:  # decided just now, or by a process that died before it could say so
        return _heard(review.kind, len(said))
    who = await who_decided(desk, ruling.decision)
    word = escape(cards.outcome_word(ruling.decision.verdict, who, review.kind))
    again = " Say it again about what comes of it." if ruling.decision.verdict in ASKS_FOR_MORE else ""
    return f"This was already decided: {word}. What you wrote was not used.{again}"


def _heard(kind: ReviewKind, notes: int) -> str:
    return f"Got it, {_HEARD[kind]}." if notes == 1 else f"Got it: {notes} notes, {_HEARD[kind]}."


async def _acknowledge(desk: Services, replies: Replies, last: Remark, html: str) -> None:
    place = remarks.place_of(last)
    chat = None if place is None else await _chat(desk, place[0], last.review_id)
    if place is None or chat is None:
        return
    try:
        await replies.say_once(f"remark:{last.id}:heard", chat, html, place[1])
    except (NeedsPerson, Refused, ChatMoved):  # a chat that is shut or gone; what was said counts all the same
        return


async def _chat(desk: Services, telegram_chat_id: int, review_id: int) -> Chat | None:
    """With the topic in which this account is spoken of."""
    async with desk.database.session() as session:
        review = await reviews.review(session, review_id)
        account_id = (await articles.article(session, review.article_id)).account_id
        bot_id = (await accounts.account(session, account_id)).bot_id
        found = await accounts.chats_at(session, telegram_chat_id, bot_id)
    return next((chat for chat in found if chat.account_id == account_id), None)
