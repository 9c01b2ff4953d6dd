"""Owns how an article comes in through the API: the same queue as everywhere, and once for each key."""

from typing import Final

from fastapi import APIRouter, BackgroundTasks
from sqlmodel.ext.asyncio.session import AsyncSession

from console.api.callers import Calling
from console.api.lines import line
from console.api.problems import ACTS, problems
from console.api.sent import NewArticle
from console.api.shapes import Added
from console.visitors import Desk, NotFound, require_decides
from integrations.article_settings import read_own
from integrations.beginning import begin
from integrations.logins import Visitor
from integrations.queueing import Wanted, queue, read_brief, time_for
from models.domain.errors import Refused
from models.domain.new_article import read_topic
from models.domain.schedule import in_zone
from models.domain.sources import Given, read_given
from models.domain.zones import Settled
from models.store import accounts
from models.store import articles as known_articles
from models.tables import Account, Article

router = APIRouter()
_LONGEST_NUMBER: Final = 9


@router.post("/articles", summary="Queue an article", responses=problems(*ACTS))
async def add_article(desk: Desk, visitor: Calling, new: NewArticle, later: BackgroundTasks) -> Added:
    async with desk.database.session() as session:
        account = await _account(session, visitor, new.account)
        wanted = _wanted(account, new)
        if wanted.key and (known := await known_articles.imported(session, account.id, [wanted.key])):
            return _added(known[wanted.key], account, None)
        settled = await time_for(session, account, new.at, desk.clock())
        article, kept = await queue(session, account, wanted, settled.at, desk.clock(), visitor.person_id)
    later.add_task(begin, desk, article, account, kept)
    return _added(article, account, settled)


async def _account(session: AsyncSession, visitor: Visitor, named: str) -> Account:
    """Held until it is queued, so that the same key at the same moment is one article."""
    found = await accounts.accounts_seen(session, visitor.reach.accounts)
    label, is_number = named.strip().casefold(), named.isascii() and named.isdecimal() and len(named) <= _LONGEST_NUMBER
    mine = [each for each in found if each.label.casefold() == label] or [
        each for each in found if is_number and each.id == int(named)
    ]
    if not mine:
        raise NotFound
    require_decides(visitor, mine[0].id)
    return await accounts.account(session, mine[0].id, for_change=True)


def _wanted(account: Account, new: NewArticle) -> Wanted:
    own, found = read_own(account, new.own)
    if found:
        raise Refused(" ".join(f"{name}: {said}" for name, said in found.items()))
    return Wanted(
        topic=read_topic(new.topic),
        brief=read_brief(new.brief),
        category=" ".join(new.category.split()),
        given=_given(new),
        own=own,
        key=f"api:{new.key}" if new.key.strip() else None,
    )


def _given(new: NewArticle) -> list[Given]:
    links = [read_given(each) for each in new.sources]
    if strange := next((each.note for each in links if each.note), None):
        raise Refused(f"“{strange[:80]}” is no link: it has to begin with http:// or https://.")
    return links + [read_given(each) for each in new.notes]


def _added(article: Article, account: Account, settled: Settled | None) -> Added:
    when = in_zone(article.publish_at, account.zone)
    said = f"Article {article.id} is queued for {when}. {settled.said if settled else 'It was here already.'}".rstrip()
    return Added(article=line(article, account), is_new=settled is not None, said=said)
