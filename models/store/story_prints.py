"""Owns the queries about the sketches of texts, by which nearly the same text is found."""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, Text, cast, func
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.domain.policy.likeness import Other, hashes_in, least_pairs, pairs_of
from models.tables import Account, Article, StoryPrint

OUT = frozenset({Stage.PUBLISHING, Stage.PUBLISHED, Stage.HANDED_OFF, Stage.LEFT_AS_DRAFT, Stage.UNCERTAIN})
GOING_OUT = OUT | {Stage.SCHEDULED}


async def keep(session: AsyncSession, article_id: int, fingerprint: str) -> None:
    await session.merge(StoryPrint(article_id=article_id, hashes=hashes_in(fingerprint)))


async def nearly_the_same(
    session: AsyncSession, article_id: int, fingerprint: str, stages: Collection[Stage]
) -> Sequence[Other]:
    """Other articles in these stages, at least all whose text is near enough to this one's for the rule."""
    near = set(await _near(session, hashes_in(fingerprint))) - {article_id}
    if not near:
        return []
    query = (
        select(Article.id, Article.topic, Account.label, StoryPrint.hashes)
        .join(StoryPrint, col(StoryPrint.article_id) == Article.id)
        .join(Account, col(Account.id) == Article.account_id)
        .where(col(Article.id).in_(near), col(Article.stage).in_(stages))
        .order_by(col(Article.id))
    )
    rows = (await session.exec(query)).all()
    return [Other(number, topic, account, "".join(hashes)) for number, topic, account, hashes in rows]


async def _near(session: AsyncSession, own: Sequence[str]) -> Sequence[int]:
    """By a look into the index for each pair. In a statement of its own: joined, the planner walks over all texts."""
    pairs = pairs_of(own)
    firsts, seconds = (cast([pair[side] for pair in pairs], ARRAY(Text)) for side in (0, 1))
    pair = func.unnest(firsts, seconds).table_valued("first", "second").render_derived()
    having_both = (
        select(func.array_agg(StoryPrint.article_id))
        .where(col(StoryPrint.hashes).op("?&")(array([pair.c.first, pair.c.second])))
        .scalar_subquery()
    )
    found = select(func.unnest(having_both).label("article_id")).select_from(pair).subquery()
    query = select(found.c.article_id).group_by(found.c.article_id).having(func.count() >= least_pairs(own))
    return (await session.exec(query)).all()
