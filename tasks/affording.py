"""Owns whether a paid request may be sent: its model has a known price, and the account's month has room for it.

A request that would surely go over the ceiling is not sent; what calls under way may cost is kept free for them.
"""

from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.writing.toll import Gate
from models.domain.errors import NeedsPerson, TryLater
from models.domain.money import Forecast, Price, Room, month_of, room, usd
from models.domain.prices import listed
from models.domain.schedule import in_zone
from models.store import accounts, money
from models.tables import Account

_A_CALL_TAKES_SECONDS = 60.0


def gate(desk: Services, key: str, account_id: int) -> Gate:
    """Who answers for the requests that are made under this key."""
    return partial(_require_room, desk, key, account_id)


async def price_of(desk: Services, session: AsyncSession, model: str, account_id: int | None) -> Price | None:
    """A person's own price wins over the settings, and these win over the list."""
    own = await money.price_set(session, model, account_id)
    return own or desk.settings.own_prices.get(model) or listed(model)


def ceiling_of(desk: Services, account: Account) -> int | None:
    """In millionths of a dollar; a ceiling of nothing means that there is none."""
    return (desk.settings.ceiling_micro_usd if account.ceiling_micro is None else account.ceiling_micro) or None


async def _require_room(desk: Services, key: str, account_id: int, forecast: Forecast) -> None:
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)  # two at once would both see the room
        price = await price_of(desk, session, forecast.least.model, account_id)
        if price is None:
            raise NeedsPerson(_unknown_price(forecast.least.model))
        ceiling = ceiling_of(desk, account)
        least = sum(price.of(usage) for usage in (forecast.least, *forecast.before))
        since, until = month_of(desk.clock(), account.zone)
        spent = await money.spent_between(session, account_id, since, until)
        others = await money.reserved(session, account_id, key, desk.clock())
        match room(ceiling, spent, others, least):
            case Room.ENOUGH:
                await money.reserve(session, key, price.of(forecast.most))
            case Room.TAKEN:
                raise TryLater(_taken(account), _A_CALL_TAKES_SECONDS)
            case Room.NONE:
                raise NeedsPerson(_reached(account, ceiling or 0, spent, in_zone(until, account.zone)))


def _unknown_price(model: str) -> str:
    return (
        f"What {model} costs is not known here, so nothing was sent to it. "
        f"Say it with `copydesk price {model} --input 0.25 --output 2` "
        "(US dollars for a million tokens, 0 for a model of your own; `--image 0.04` for one that is paid by the image)"
    )


def _taken(account: Account) -> str:
    return f"The calls under way may take what is left under the ceiling of “{account.label}”."


def _reached(account: Account, ceiling: int, spent: int, until: str) -> str:
    return (
        f"“{account.label}” has spent {usd(spent)} of its {usd(ceiling)} for this month, "
        "and the next call would go over. "
        f"Raise the ceiling with `copydesk ceiling {account.label!r} 50`, or wait until {until}"
    )
