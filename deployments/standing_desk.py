"""Owns what `copydesk status` tells: how the accounts stand, and what a person has to see to."""

from collections import Counter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from integrations.affording import ceiling_of
from integrations.concerns import in_words
from integrations.services import Services
from models.domain.article import IN_WORK, STOPPED, WAITS_FOR_ITS_WRITER, Stage
from models.domain.money import month_of, usd
from models.store import accounts, articles, concerns, money


async def status(desk: Services) -> RenderableType:
    table = Table("account", "waits for you", "in work", "queued", "scheduled", "stopped", "out", "spent this month")
    async with desk.database.session() as session:
        for account in await accounts.accounts(session):
            found = Counter(each.stage for each in await articles.articles(session, account.id))
            counts = [sum(found[stage] for stage in stages) for stages in (WAITS_FOR_ITS_WRITER, IN_WORK)]
            counts += [
                found[Stage.QUEUED],
                found[Stage.SCHEDULED],
                sum(found[each] for each in STOPPED - {Stage.DROPPED}),
                found[Stage.PUBLISHED],
            ]
            spent = await money.spent_between(session, account.id, *month_of(desk.clock(), account.zone))
            limit = ceiling_of(desk, account)
            of = f"{usd(spent)} of {usd(limit)}" if limit else usd(spent)
            label = f"{account.label} (paused)" if account.is_paused else account.label
            table.add_row(label, *map(str, counts), of)
        worries = [in_words(each, desk.settings.copydesk_zone) for each in await concerns.open_ones(session)]
    return Group(table, *(Text(f"⚠️ {each}") for each in worries))
