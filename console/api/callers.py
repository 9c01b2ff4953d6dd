"""Owns who calls the API: whoever shows a token, with the reach of its person. A browser's login opens nothing here,
so no page can make a browser act through it.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from console.api.sent import LARGEST_ID
from console.visitors import Desk, NotFound, NotLoggedIn, require_decides, require_sees
from integrations.api_tokens import visitor_by
from integrations.logins import Visitor
from models.domain.errors import Refused
from models.store import articles
from models.tables import Account, Article

_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="Made in the settings, or by `copydesk api-token`."
)


async def caller(desk: Desk, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Visitor:
    visitor = await visitor_by(desk, shown.credentials) if shown else None
    if visitor is None:
        raise NotLoggedIn
    return visitor


Calling = Annotated[Visitor, Depends(caller)]
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@dataclass(frozen=True)
class Called:
    """An article, for somebody who may see it."""

    visitor: Visitor
    article: Article
    account: Account


async def seen(desk: Desk, visitor: Calling, article_id: Number) -> Called:
    async with desk.database.session() as session:
        try:
            article, account = await articles.article_and_account(session, article_id)
        except Refused:
            raise NotFound from None
    require_sees(visitor, account.id)
    return Called(visitor, article, account)


Seeing = Annotated[Called, Depends(seen)]


async def decided(called: Seeing) -> Called:
    require_decides(called.visitor, called.account.id)
    return called


Deciding = Annotated[Called, Depends(decided)]
