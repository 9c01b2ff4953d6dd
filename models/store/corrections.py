"""Owns the queries about corrections: one is open for an article at most, and a later one takes its place."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.draft import Draft
from models.domain.effects import MessageShows
from models.domain.errors import Refused
from models.tables import Article, Chat, Correction, Message, Revision


async def ask(
    session: AsyncSession, article: Article, before: Revision, draft: Draft, now: datetime, person_id: int | None
) -> Correction | None:
    """None where the very same is asked for already."""
    found = await open_one(session, article.id)
    if found is not None and draft_of(found) == draft:
        return None
    correction = found or Correction(article_id=article.id, revision_id=before.id, title="", body="", asked_at=now)
    correction.title, correction.subtitle, correction.body = draft.title, draft.subtitle, draft.body
    correction.person_id, correction.asked_at = person_id, now
    session.add(correction)
    await session.flush()
    return correction


async def correction(session: AsyncSession, correction_id: int) -> Correction:
    found = await session.get(Correction, correction_id, with_for_update=True)
    if found is None:
        raise Refused("There is no such correction.")
    return found


async def open_one(session: AsyncSession, article_id: int) -> Correction | None:
    query = select(Correction).where(Correction.article_id == article_id, col(Correction.done_at).is_(None))
    return (await session.exec(query.with_for_update())).first()


async def of_article(session: AsyncSession, article_id: int, limit: int) -> Sequence[Correction]:
    """The newest first, for a page."""
    query = select(Correction).where(Correction.article_id == article_id).order_by(col(Correction.id).desc())
    return (await session.exec(query.limit(limit))).all()


async def open_ones(
    session: AsyncSession, account_ids: Collection[int] | None = None
) -> Sequence[tuple[Correction, Article]]:
    query = (
        select(Correction, Article)
        .join(Article, col(Article.id) == Correction.article_id)
        .where(col(Correction.done_at).is_(None))
        .order_by(col(Correction.id))
    )
    if account_ids is not None:
        query = query.where(col(Article.account_id).in_(account_ids))
    return (await session.exec(query)).all()


async def cards_of(session: AsyncSession, article_id: int) -> Sequence[tuple[Message, Chat]]:
    """Those with a button that means something, or did."""
    query = (
        select(Message, Chat)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(Message.article_id == article_id, Message.shows == MessageShows.CORRECTION)
        .where(col(Message.settled_at).is_(None))
    )
    return (await session.exec(query)).all()


def draft_of(found: Correction) -> Draft:
    return Draft(title=found.title, subtitle=found.subtitle, body=found.body)
