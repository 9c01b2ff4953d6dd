"""Owns corrections of published stories: a task for the writer, with what to change and where, until it is done.

Nobody can edit on Medium from outside. It refuses what is not out yet: that is changed at its review.
"""

from collections.abc import Callable
from contextlib import suppress
from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram.cards import in_chat
from integrations.telegram.correction_card import correction_card, correction_rows
from models.domain.article import Stage
from models.domain.correction import changes
from models.domain.draft import Draft
from models.domain.effects import EffectKind, MessageShows, RevisionBy
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.domain.own_text import read_own_text
from models.store import accounts, articles, corrections, live_looks, texts
from models.store.texts import Text
from models.tables import Chat, Correction, Json, Message


async def correct(desk: Services, article_id: int, words: str, person_id: int | None = None) -> str:
    """From the text as it is to be, in a message or a file."""
    return await correct_by(desk, article_id, lambda current: read_own_text(words, current.draft), person_id)


async def correct_by(
    desk: Services, article_id: int, read: Callable[[Text], Draft], person_id: int | None = None
) -> str:
    """Store it, then show it in the account's chats. Gives what to say to whoever handed it in.

    `read` makes of the text that is out the one that is to be, or refuses.
    """
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is not Stage.PUBLISHED:
            raise Refused(f"Article {article_id} {article.stage.sentence}: a correction is of a story that is out.")
        text = await texts.require_current(session, article)
        draft = read(text)
        found = changes(text.draft, draft)
        if not found:
            raise Refused("It says what is out already: there is nothing to correct.")
        kept = await corrections.ask(session, article, text.revision, draft, desk.clock(), person_id)
        articles.tell(session, article_id, f"is to be corrected: {len(found)} changes", desk.clock(), person_id)
    await show(desk, kept)
    return f"Got it: {len(found)} change{'' if len(found) == 1 else 's'} to make on Medium. The list is in the chat."


async def show_all(desk: Services) -> int:
    """Those that some chat has not got, as after an outage."""
    async with desk.database.session() as session:
        found = [correction for correction, _ in await corrections.open_ones(session)]
    for correction in found:
        await show(desk, correction)
    return len(found)


async def show(desk: Services, correction: Correction) -> None:
    async with desk.database.session() as session:
        article = await articles.article(session, correction.article_id)
        before = await texts.at_revision(session, correction.revision_id)
        chats = await accounts.chats_of(session, article.account_id)
    if before is None:
        return
    found = changes(before.draft, corrections.draft_of(correction))
    html = correction_card(article.topic, article.medium_url or "", found)
    for chat in chats:
        with suppress(TryLater, NeedsPerson, Refused, Unknown):  # it is stored, and /status shows it
            await _show_in(desk, correction, html, chat)


async def _show_in(desk: Services, correction: Correction, html: str, chat: Chat) -> None:
    rows = correction_rows(correction.id)

    async def act() -> Json:
        return {"telegram_message_id": await desk.sender.text(chat, html, rows)}

    async def remember(session: AsyncSession, outcome: Json) -> None:
        session.add(
            Message(
                chat_id=chat.id,
                telegram_message_id=outcome["telegram_message_id"],
                article_id=correction.article_id,
                shows=MessageShows.NOTICE,
                html=html,
                sent_at=desk.clock(),
            )
        )

    key = f"article:{correction.article_id}:correction:{correction.id}:{correction.asked_at.timestamp()}"
    await desk.effects.once(in_chat(key, chat.id), EffectKind.MESSAGE, act, also=remember)


async def finish(desk: Services, correction_id: int, person_id: int | None = None) -> str:
    """The corrected text is the article's now, and the story is looked at once more. Twice changes nothing."""
    async with desk.database.session() as session:
        correction = await corrections.correction(session, correction_id)
        article = await articles.article(session, correction.article_id, for_change=True)
        if correction.done_at is None:
            correction.done_at = desk.clock()
            await texts.save(
                session,
                article,
                corrections.draft_of(correction),
                RevisionBy.PERSON,
                desk.clock(),
                "corrected on Medium",
            )
            await live_looks.begin_anew(session, article.id, desk.clock())
            articles.tell(session, article.id, "was corrected on Medium by its writer", desk.clock(), person_id)
    return f"✅ “{escape(article.topic)}” is corrected. I look at it on Medium again."


async def finish_of_article(desk: Services, article_id: int) -> str:
    async with desk.database.session() as session:
        correction = await corrections.open_one(session, article_id)
    if correction is None:
        raise Refused(f"Nothing of article {article_id} waits to be corrected.")
    return await finish(desk, correction.id)
