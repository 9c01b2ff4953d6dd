"""Owns who may look at an article, and who may decide about it: the door of each of its pages and actions."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from console.visitors import Desk, NotFound, Visiting, require_decides, require_sees
from integrations.logins import Visitor
from models.domain.errors import Refused
from models.store import articles, one_article
from models.tables import Account, Article


@dataclass(frozen=True)
class Seen:
    """An article in front of somebody who may see it."""

    visitor: Visitor
    article: Article
    account: Account
    version: str  # of all that its pages show

    @property
    def may_decide(self) -> bool:
        return self.visitor.reach.decides(self.account.id)

    @property
    def path(self) -> str:
        return f"/articles/{self.article.id}"


async def seen_article(desk: Desk, visitor: Visiting, article_id: int) -> Seen:
    async with desk.database.session() as session:
        try:
            article, account = await articles.article_and_account(session, article_id)
        except Refused:
            raise NotFound from None
        version = (await one_article.versions(session, [article_id]))[article_id]
    require_sees(visitor, account.id)
    return Seen(visitor, article, account, version)


Seeing = Annotated[Seen, Depends(seen_article)]


async def decided_article(seen: Seeing) -> Seen:
    require_decides(seen.visitor, seen.account.id)
    return seen


Deciding = Annotated[Seen, Depends(decided_article)]
