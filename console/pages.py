"""Owns what a page shows: one typed context a page, loaded in few queries. Templates hold no logic."""

from dataclasses import dataclass

from integrations.concerns import in_words
from integrations.services import Services
from models.domain.article import WAITING_FOR_A_PERSON
from models.domain.schedule import in_zone
from models.store import accounts, articles, concerns
from models.tables import Account, Article


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
    prefect_ui_url: str
    phone_url: str | None


async def dashboard(desk: Services) -> Dashboard:
    async with desk.database.session() as session:
        known = {account.id: account for account in await accounts.accounts(session)}
        found = await articles.articles(session)
        worries = await concerns.open_ones(session)
    lines = [_line(article, known[article.account_id]) for article in found]
    simulators = desk.address.simulators_url
    return Dashboard(
        accounts=tuple(account.label for account in known.values()),
        concerns=tuple(in_words(each, desk.settings.copydesk_zone) for each in worries),
        lines=tuple(sorted(lines, key=lambda line: not line.waits_for_me)),
        prefect_ui_url=desk.address.prefect_ui_url,
        phone_url=f"{simulators}/_sim/writer/phone" if simulators else None,
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
