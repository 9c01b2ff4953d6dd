"""Owns the first page: what waits for me, what comes, and what is wrong."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from console.frame import show
from console.visitors import Desk, Visiting
from integrations.concerns import in_words
from integrations.logins import Visitor
from integrations.services import Services
from models.domain.article import WAITING_FOR_A_PERSON
from models.domain.schedule import in_zone
from models.store import accounts, articles, concerns
from models.tables import Account, Article

router = APIRouter()


@dataclass(frozen=True)
class Line:
    """An article in a list."""

    number: int
    title: str
    account: str
    standing: str
    when: str
    url: str | None
    waits_for_me: bool


@dataclass(frozen=True)
class Dashboard:
    accounts: tuple[str, ...]
    concerns: tuple[str, ...]
    lines: tuple[Line, ...]


@router.get("/")
async def show_dashboard(request: Request, desk: Desk, visitor: Visiting) -> Response:
    return await show(request, visitor, "dashboard.html", await _dashboard(desk, visitor))


async def _dashboard(desk: Services, visitor: Visitor) -> Dashboard:
    async with desk.database.session() as session:
        known = {each.id: each for each in await accounts.accounts_seen(session, visitor.reach.accounts)}
        found = await articles.articles(session)
        worries = await concerns.open_ones(session)
    lines = [_line(article, known[article.account_id]) for article in found if article.account_id in known]
    seen = [each for each in worries if each.account_id in known or visitor.reach.runs_the_desk]
    return Dashboard(
        accounts=tuple(account.label for account in known.values()),
        concerns=tuple(in_words(each, desk.settings.copydesk_zone) for each in seen),
        lines=tuple(sorted(lines, key=lambda line: not line.waits_for_me)),
    )


def _line(article: Article, account: Account) -> Line:
    return Line(
        number=article.id,
        title=article.topic,
        account=account.label,
        standing=article.reason or article.stage.sentence,
        when=in_zone(article.published_at or article.publish_at, account.zone),
        url=article.medium_url,
        waits_for_me=article.stage in WAITING_FOR_A_PERSON,
    )
