"""Owns the queries about the sketches of texts: kept where an article is shown for the last time, found by any hash."""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, Text, cast
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.domain.policy.likeness import Other, hashes_in
from models.tables import Account, Article, StoryPrint

OUT = frozenset({Stage.PUBLISHING, Stage.PUBLISHED, Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT, Stage.UNCERTAIN})
GOING_OUT = OUT | {Stage.SCHEDULED}


async def keep(session: AsyncSession, article_id: int, fingerprint: str) -> None:
    await session.merge(StoryPrint(article_id=article_id, hashes=hashes_in(fingerprint)))


async def sharing_a_hash(
    session: AsyncSession, article_id: int, fingerprint: str, stages: Collection[Stage]
) -> Sequence[Other]:
    """Other articles in these stages that have anything at all in common with it."""
    wanted = cast(hashes_in(fingerprint), ARRAY(Text))
    query = (
        select(Article.id, Article.topic, Account.label, StoryPrint.hashes)
        .join(StoryPrint, col(StoryPrint.article_id) == Article.id)
        .join(Account, col(Account.id) == Article.account_id)
        .where(
            Article.id != article_id,
            col(Article.stage).in_(stages),
            col(StoryPrint.hashes).op("?|")(wanted),
        )
        .order_by(col(Article.id))
    )
    rows = (await session.exec(query)).all()
    return [Other(number, topic, account, "".join(hashes)) for number, topic, account, hashes in rows]
