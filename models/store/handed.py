"""Owns the queries about articles that their writer publishes by hand, and about whose a story on Medium is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import WAITS_FOR_A_LINK, Stage
from models.tables import Account, Article, HandOff


@dataclass(frozen=True)
class Waiting:
    """An article that its writer publishes, and what was done about it so far."""

    article: Article
    account: Account
    kept: HandOff | None


async def waiting(session: AsyncSession) -> Sequence[Waiting]:
    """Those that nobody looked for come first, then those for which it was longest ago."""
    query = (
        select(Article, Account, HandOff)
        .join(Account, col(Account.id) == Article.account_id)
        .join(HandOff, col(HandOff.article_id) == Article.id, isouter=True)
        .where(col(Article.stage).in_(WAITS_FOR_A_LINK), col(Account.is_paused).is_(False))
        .order_by(col(HandOff.looked_at).nulls_first(), col(Article.stage_since))
    )
    return [Waiting(*row) for row in (await session.exec(query)).all()]


async def handed_off(session: AsyncSession) -> Sequence[Waiting]:
    """Without those that are drafts on Medium."""
    return [each for each in await waiting(session) if each.article.stage is Stage.HANDED_OFF]


async def paged(session: AsyncSession) -> Sequence[Waiting]:
    """Those with a page under a public address that does not lead to the story yet."""
    query = (
        select(Article, Account, HandOff)
        .join(Account, col(Account.id) == Article.account_id)
        .join(HandOff, col(HandOff.article_id) == Article.id)
        .where(col(HandOff.page_at).is_not(None), col(HandOff.leads_on).is_(False))
        .order_by(col(HandOff.page_at))
    )
    return [Waiting(*row) for row in (await session.exec(query)).all()]


async def has_page(session: AsyncSession, article_id: int) -> bool:
    found = await session.get(HandOff, article_id)
    return found is not None and found.page_at is not None


async def kept(session: AsyncSession, article_id: int) -> HandOff:
    found = await session.get(HandOff, article_id, with_for_update=True)
    if found is None:
        found = HandOff(article_id=article_id)
        session.add(found)
    return found


async def waiting_for_a_link(session: AsyncSession, account_ids: Collection[int]) -> Sequence[Article]:
    """The oldest first."""
    query = select(Article).where(col(Article.account_id).in_(account_ids), col(Article.stage).in_(WAITS_FOR_A_LINK))
    return (await session.exec(query.order_by(col(Article.stage_since), col(Article.id)))).all()


async def article_of_story(session: AsyncSession, story_id: str) -> Article | None:
    return (await session.exec(select(Article).where(Article.medium_post_id == story_id))).first()


async def accounts_of_writer(session: AsyncSession, username: str) -> Sequence[Account]:
    """Several may post as one person."""
    named = func.lower(Account.medium_username) == username.lower()
    return (await session.exec(select(Account).where(named))).all()
