"""Owns the queries about money: what was paid for, what calls under way may cost, and prices that a person set."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.article import Stage
from models.domain.effects import PAID
from models.domain.money import Cost, Price
from models.statements import execute, statement
from models.tables import Article, CostEntry, Effect, ModelPrice

_RESERVE = statement(
    "update effect set reserved_micro = :micro, account_id = :account where key = :key and recorded_at is null"
)
_SPOKEN_FOR = statement(
    """
    select (select sum(micro_usd) from costentry where account_id = :account and at >= :since and at < :until),
        (select sum(reserved_micro) from effect where account_id = :account and key <> :besides
            and recorded_at is null and reserved_micro is not null and claimed_at > :claimed_after)
    """,
    times=("since", "until", "claimed_after"),
)
_PRICE = statement(
    """
    select input_usd, output_usd, image_usd, minute_usd from modelprice
    where model = :model and (account_id = cast(:account as integer) or account_id is null)
    order by account_id nulls last limit 1
    """
)
_KNOWN = "prices"
_UNDER_WAY = timedelta(minutes=15)  # longer than any call takes; what was lost for good reserves nothing


@dataclass(frozen=True)
class Spending:
    """One line of a list of costs."""

    article_id: int | None
    topic: str
    purpose: str
    model: str
    cost: Cost


async def cost_of_article(session: AsyncSession, article_id: int) -> Cost:
    """All that its calls came to so far."""
    entries = (await session.exec(select(CostEntry).where(CostEntry.article_id == article_id))).all()
    return _together(entries, lost=await _lost(session, article_id))


async def is_booked(session: AsyncSession, effect_key: str, at: datetime) -> bool:
    query = select(CostEntry.id).where(CostEntry.effect_key == effect_key, CostEntry.at == at)
    return (await session.exec(query)).first() is not None


async def spent_between(session: AsyncSession, account_id: int, since: datetime, until: datetime) -> int:
    """In millionths of a dollar."""
    query = select(func.coalesce(func.sum(CostEntry.micro_usd), 0)).where(
        CostEntry.account_id == account_id, CostEntry.at >= since, CostEntry.at < until
    )
    return (await session.exec(query)).one() or 0


async def spent_by_account(session: AsyncSession, since: datetime, until: datetime) -> dict[int, int]:
    """The same of every account that spent anything."""
    query = (
        select(CostEntry.account_id, func.coalesce(func.sum(CostEntry.micro_usd), 0))
        .where(CostEntry.at >= since, CostEntry.at < until)
        .group_by(col(CostEntry.account_id))
    )
    return {account_id: micro_usd or 0 for account_id, micro_usd in (await session.exec(query)).all()}


async def waiting_for_money(session: AsyncSession) -> list[Article]:
    """Articles that are on hold since a call could not be paid, the most urgent first."""
    query = select(Article).where(Article.stage == Stage.ON_HOLD, col(Article.refused_call).is_not(None))
    return list((await session.exec(query.order_by(col(Article.publish_at), col(Article.id)))).all())


async def spending(
    session: AsyncSession,
    since: datetime,
    until: datetime,
    account_id: int | None = None,
    article_id: int | None = None,
) -> Sequence[Spending]:
    """By article, purpose and model, the dearest first."""
    query = (
        select(CostEntry, Article.topic)
        .join(Article, col(Article.id) == CostEntry.article_id, isouter=True)
        .where(CostEntry.at >= since, CostEntry.at < until)
    )
    query = query if account_id is None else query.where(CostEntry.account_id == account_id)
    query = query if article_id is None else query.where(CostEntry.article_id == article_id)
    lines = defaultdict[tuple[int | None, str, str, str], list[CostEntry]](list)
    for entry, topic in (await session.exec(query)).all():
        lines[entry.article_id, topic or "", entry.purpose, entry.model].append(entry)
    found = [Spending(*line, _together(entries)) for line, entries in lines.items()]
    return sorted(found, key=lambda line: (-line.cost.micro_usd, line.article_id or 0, line.purpose))


async def reserve(session: AsyncSession, key: str, account_id: int, micro_usd: int) -> None:
    """What the call of this key may cost its account, for as long as it is under way."""
    await execute(session, _RESERVE, key=key, account=account_id, micro=micro_usd)


async def spoken_for(
    session: AsyncSession, account_id: int, since: datetime, until: datetime, besides: str, now: datetime
) -> tuple[int, int]:
    """What was spent between, and what the account's other calls that are under way may cost."""
    month = {"account": account_id, "since": since, "until": until}
    found = await execute(session, _SPOKEN_FOR, besides=besides, claimed_after=now - _UNDER_WAY, **month)
    spent, reserved = found.one()
    return int(spent or 0), int(reserved or 0)


async def price_set(session: AsyncSession, model: str, account_id: int | None) -> Price | None:
    """The price that a person set: for this account, else for all. Read once in a transaction."""
    known: dict[tuple[str, int | None], Price | None] = session.info.setdefault(_KNOWN, {})
    if (model, account_id) not in known:
        found = (await execute(session, _PRICE, model=model, account=account_id)).first()
        known[model, account_id] = None if found is None else Price(*found)
    return known[model, account_id]


async def models_priced(session: AsyncSession, account_id: int | None) -> Sequence[str]:
    """Those that somebody said a price of, for this account or for all."""
    is_for_all = col(ModelPrice.account_id).is_(None)
    query = select(ModelPrice.model).where(is_for_all | (col(ModelPrice.account_id) == account_id))
    return sorted(set((await session.exec(query)).all()))


async def set_price(
    session: AsyncSession, model: str, account_id: int | None, price: Price, now: datetime
) -> ModelPrice:
    """In the place of an earlier one."""
    query = select(ModelPrice).where(
        ModelPrice.model == model, col(ModelPrice.account_id).is_not_distinct_from(account_id)
    )
    row = (await session.exec(query.with_for_update())).first()
    row = row or ModelPrice(
        model=model, account_id=account_id, input_usd=price.input_usd, output_usd=price.output_usd, set_at=now
    )
    row.input_usd, row.output_usd, row.image_usd = price.input_usd, price.output_usd, price.image_usd
    row.minute_usd, row.set_at = price.minute_usd, now
    session.add(row)
    session.info.pop(_KNOWN, None)
    await session.flush()
    return row


def _together(entries: Sequence[CostEntry], lost: int = 0) -> Cost:
    return Cost(
        micro_usd=sum(each.micro_usd or 0 for each in entries),
        calls=len(entries),
        wasted_micro_usd=sum(each.micro_usd or 0 for each in entries if each.flaw is not None),
        unpriced=sum(each.micro_usd is None for each in entries),
        estimated=sum(each.is_estimated for each in entries),
        lost=lost,
    )


async def _lost(session: AsyncSession, article_id: int) -> int:
    """Claims that were made anew, or never recorded: of each, nobody knows whether it was charged."""
    query = select(
        func.coalesce(func.sum(Effect.claims), 0) - func.count(col(Effect.recorded_at)),
    ).where(Effect.article_id == article_id, col(Effect.kind).in_(PAID))
    return (await session.exec(query)).one() or 0
