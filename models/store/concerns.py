"""Owns the queries about concerns: raised once, shown until they end."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Account, Concern


async def nobody_to_ask(session: AsyncSession, account: Account, now: datetime) -> None:
    """The bot was shut out wherever the account is spoken of."""
    what = f"the bot was blocked or removed in every chat of {account.label}, so nobody can be asked"
    next_step = f"let it in again there, or pair another chat: copydesk pair {account.label}"
    await _raise(session, _unreachable(account.id), what, next_step, now, account.id)


async def somebody_to_ask(session: AsyncSession, account_id: int, now: datetime) -> None:
    await _end(session, _unreachable(account_id), now)


async def bot_refused(session: AsyncSession, bot_id: int, now: datetime) -> None:
    """Telegram does not take the bot's token any more, so nothing is heard and nobody can be asked through it."""
    of_it = (await session.exec(select(Account).where(Account.bot_id == bot_id).order_by(Account.label))).all()
    names = ", ".join(each.label for each in of_it)
    what = f"Telegram refuses the token of the bot{f' of {names}' if names else ''}, so nobody is heard or asked"
    next_step = (
        f"give it the token that @BotFather shows now: copydesk account bot {of_it[0].label}"
        if of_it
        else "put the token that @BotFather shows now into TELEGRAM_BOT_TOKEN and start again"
    )
    await _raise(session, _refused(bot_id), what, next_step, now, of_it[0].id if of_it else None)


async def bot_taken(session: AsyncSession, bot_id: int, now: datetime) -> None:
    await _end(session, _refused(bot_id), now)


async def _raise(
    session: AsyncSession, key: str, what: str, next_step: str, now: datetime, account_id: int | None
) -> None:
    row = {"key": key, "account_id": account_id, "what": what, "next_step": next_step, "since": now}
    kept = insert(Concern).values(row)
    await session.exec(kept.on_conflict_do_nothing(index_elements=["key"], index_where=text("ended_at is null")))


async def _end(session: AsyncSession, key: str, now: datetime) -> None:
    is_open = col(Concern.ended_at).is_(None)
    await session.exec(update(Concern).where(col(Concern.key) == key, is_open).values(ended_at=now))


async def open_ones(session: AsyncSession) -> Sequence[Concern]:
    query = select(Concern).where(col(Concern.ended_at).is_(None)).order_by(col(Concern.since), col(Concern.id))
    return (await session.exec(query)).all()


def _unreachable(account_id: int) -> str:
    return f"account:{account_id}:nobody-to-ask"


def _refused(bot_id: int) -> str:
    return f"bot:{bot_id}:refused"
