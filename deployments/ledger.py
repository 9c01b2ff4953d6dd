"""Owns what the commands about money do: the list of costs, a model's price, an account's ceiling."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.table import Table

from integrations.affording import ceiling_of, price_of
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.money import MILLION, Cost, Price, month_of, read_usd, usd
from models.store import accounts, articles, money

_EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Typed:
    """A price as it was typed; what was left out is empty."""

    input_usd: str
    output_usd: str
    image_usd: str
    minute_usd: str

    def price(self) -> Price | None:
        parts = (self.input_usd, self.output_usd, self.image_usd, self.minute_usd)
        if not any(parts):
            return None
        if bool(self.input_usd) != bool(self.output_usd):
            raise Refused("Give both --input and --output; a model that is paid by the image alone needs neither.")
        given, got, image, minute = (Decimal(read_usd(part)) / MILLION if part else None for part in parts)
        return Price(given or Decimal(0), got or Decimal(0), image, minute)


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
        if (said := typed.price()) is not None:
            await money.set_price(session, model, account_id, said, desk.clock())
        found = await price_of(desk, session, model, account_id)
    if found is None:
        raise Refused(f"What {model} costs is not known. Say it: copydesk price {model} --input 0.25 --output 2")
    return f"{model} costs {found}."


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
