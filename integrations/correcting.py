"""Owns corrections of published stories: a task for the writer, with what to change and where, until it is done.

Nobody can edit on Medium from outside. It refuses what is not out yet: that is changed at its review.
"""

from collections.abc import Callable
from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram.correction_cards import settle, show
from models.domain.article import Stage
from models.domain.correction import changes
from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.errors import Refused
from models.domain.own_text import read_own_text
from models.store import articles, corrections, live_looks, texts
from models.store.texts import Text
from models.tables import Article, Correction, Person


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
    if kept is None:
        return "Got it before: the list of the same changes is in the chat."
    await settle(desk, article_id, "A later correction took the place of this one.")
    await show(desk, kept)
    return f"Got it: {len(found)} change{'' if len(found) == 1 else 's'} to make on Medium. The list is in the chat."


async def finish(desk: Services, correction_id: int, person_id: int | None = None) -> str:
    """The corrected text is the article's now, and the story is looked at once more. Twice changes nothing."""
    async with desk.database.session() as session:
        correction = await corrections.correction(session, correction_id)
        article = await articles.article(session, correction.article_id, for_change=True)
        is_first = correction.done_at is None
        if is_first:
            await _take_over(desk, session, article, correction, person_id)
        who = None if person_id is None else (await session.get_one(Person, person_id)).name
    await settle(desk, article.id, f"Done on Medium by {who}." if who else "Done on Medium.")
    if not is_first:
        return f"“{escape(article.called)}” was corrected before."
    return f"✅ “{escape(article.called)}” is corrected. I look at it on Medium again."


async def _take_over(
    desk: Services, session: AsyncSession, article: Article, correction: Correction, person_id: int | None
) -> None:
    correction.done_at = now = desk.clock()
    corrected = corrections.draft_of(correction)
    await texts.save(session, article, corrected, RevisionBy.PERSON, now, "corrected on Medium")
    await live_looks.begin_anew(session, article.id, now)
    articles.tell(session, article.id, "was corrected on Medium by its writer", now, person_id)


async def finish_of_article(desk: Services, article_id: int) -> str:
    async with desk.database.session() as session:
        correction = await corrections.open_one(session, article_id)
    if correction is None:
        raise Refused(f"Nothing of article {article_id} waits to be corrected.")
    return await finish(desk, correction.id)
