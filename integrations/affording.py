"""Owns whether a paid request may be sent: its model has a known price, and the account's month has room for it.

A request that would surely go over the ceiling is not sent; what calls under way may cost is kept free for them. An
article whose call was refused keeps what that would have used, so that it goes on by itself when there is room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.writing.toll import Gate
from models.domain.draft import Usage
from models.domain.errors import NeedsPerson, TryLater
from models.domain.money import Forecast, Price, Room, month_of, room, usd
from models.domain.prices import listed
from models.domain.schedule import in_zone
from models.store import accounts, articles, money
from models.tables import Account, Article

_A_CALL_TAKES_SECONDS = 60.0


@dataclass(frozen=True)
class Payer:
    """Whose money it is, and for which article, if it is for one; `is_held` when that one stops without the answer."""

    account_id: int
    article_id: int | None = None
    is_held: bool = False

    @classmethod
    def of(cls, article: Article) -> "Payer":
        return cls(article.account_id, article.id, is_held=True)


def gate(desk: Services, key: str, payer: Payer) -> Gate:
    """Who answers for the requests that are made under this key."""
    return partial(_require_room, desk, key, payer)


async def price_of(desk: Services, session: AsyncSession, model: str, account_id: int | None) -> Price | None:
    """A person's own price wins over the settings, and these win over the list."""
    own = await money.price_set(session, model, account_id)
    return own or desk.settings.own_prices.get(model) or listed(model)


def ceiling_of(desk: Services, account: Account) -> int | None:
    """In millionths of a dollar; a ceiling of nothing means that there is none."""
    return ceiling_or_usual(desk, account.ceiling_micro)


def ceiling_or_usual(desk: Services, own: int | None) -> int | None:
    """That of the settings where an account has none of its own."""
    return (desk.settings.ceiling_micro_usd if own is None else own) or None


async def cost_at_least(
    desk: Services, session: AsyncSession, account_id: int, used: Sequence[Usage]
) -> tuple[int, str]:
    """In millionths of a dollar, and the first model whose price nobody knows, if there is one."""
    total = 0
    for usage in used:
        price = await price_of(desk, session, usage.model, account_id)
        if price is None:
            return 0, usage.model
        total += price.of(usage)
    return total, ""


async def room_for(
    desk: Services, session: AsyncSession, account: Account, key: str, least: int, besides: int = 0
) -> Room:
    """Whether the account's month has room; `besides` comes to what calls under way may cost."""
    now = desk.clock()
    spent, others = await money.spoken_for(session, account.id, *month_of(now, account.zone), besides=key, now=now)
    return room(ceiling_of(desk, account), spent, others + besides, least)


async def _require_room(desk: Services, key: str, payer: Payer, forecast: Forecast) -> None:
    try:
        await _reserve(desk, key, payer.account_id, forecast)
    except NeedsPerson:
        if payer.is_held and payer.article_id is not None:
            await _note_refused(desk, payer.article_id, forecast)
        raise


async def _reserve(desk: Services, key: str, account_id: int, forecast: Forecast) -> None:
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)  # two at once would both see the room
        least, strange = await cost_at_least(desk, session, account_id, forecast.at_least)
        if strange:
            raise NeedsPerson(_unknown_price(strange))
        match await room_for(desk, session, account, key, least):
            case Room.ENOUGH:
                most, _ = await cost_at_least(desk, session, account_id, [forecast.most])
                await money.reserve(session, key, account_id, most)
            case Room.TAKEN:
                raise TryLater(_taken(account), _A_CALL_TAKES_SECONDS)
            case Room.NONE:
                raise NeedsPerson(await _reached(desk, session, account))


async def _note_refused(desk: Services, article_id: int, forecast: Forecast) -> None:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        article.refused_call = [forecast.least.model_dump(mode="json")]


def _unknown_price(model: str) -> str:
    return (
        f"What {model} costs is not known here, so nothing was sent to it. "
        f"Say it with `copydesk price {model} --input 0.25 --output 2` "
        "(US dollars for a million tokens, 0 for a model of your own; `--image 0.04` where an image is what is paid, "
        "`--minute 0.006` for speech), and what waits for it goes on"
    )


def _taken(account: Account) -> str:
    return f"The calls under way may take what is left under the ceiling of “{account.label}”."


async def _reached(desk: Services, session: AsyncSession, account: Account) -> str:
    since, until = month_of(desk.clock(), account.zone)
    spent = await money.spent_between(session, account.id, since, until)
    return (
        f"“{account.label}” has spent {usd(spent)} of its {usd(ceiling_of(desk, account) or 0)} for this month, "
        "and the next call would go over. "
        f"Raise the ceiling with `/settings ceiling 50` here or `copydesk ceiling {account.label!r} 50`, or wait: "
        f"it goes on by itself on {in_zone(until, account.zone)}"
    )
