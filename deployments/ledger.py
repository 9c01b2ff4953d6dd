"""Owns what the commands about money do: the list of costs, a model's price, an account's ceiling."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.table import Table

from integrations.affording import ceiling_of
from integrations.pricing import Typed, set_price
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.money import Cost, month_of, read_usd, usd
from models.store import accounts, articles, money

_EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))


async def costs(desk: Services, label: str | None, month: str | None, article_id: int | None) -> Table:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label) if label else None
        zone = account.zone if account else desk.settings.copydesk_zone
        since, until = _EVER if article_id else month_of(_moment(month, zone) if month else desk.clock(), zone)
        if article_id:
            await articles.article(session, article_id)
        lines = await money.spending(session, since, until, account.id if account else None, article_id)
    table = Table("article", "topic", "for", "model", "calls", "cost", "of it unusable", title="What the models cost")
    for line in lines:
        known = str(line.article_id or "")
        wasted = usd(line.cost.wasted_micro_usd) if line.cost.wasted_micro_usd else ""
        table.add_row(known, line.topic, line.purpose, line.model, str(line.cost.calls), str(line.cost), wasted)
    total = Cost(micro_usd=sum(line.cost.micro_usd for line in lines))
    table.add_row("", "together", "", "", str(sum(line.cost.calls for line in lines)), str(total), "")
    return table


async def price(desk: Services, model: str, typed: Typed, label: str | None) -> str:
    async with desk.database.session() as session:
        account_id = (await accounts.account_named(session, label)).id if label else None
    return await set_price(desk, model, typed, account_id)


async def ceiling(desk: Services, label: str, typed: str) -> str:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        if typed:
            account.ceiling_micro = read_usd(typed)
            session.add(account)
        spent = await money.spent_between(session, account.id, *month_of(desk.clock(), account.zone))
    limit = ceiling_of(desk, account)
    return f"{account.label} has spent {usd(spent)} this month, of {usd(limit) if limit else 'no ceiling'}."


def _moment(month: str, zone: str) -> datetime:
    try:
        return datetime.strptime(month, "%Y-%m").replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Refused(f"{month!r} is not a month such as 2030-01.") from None
