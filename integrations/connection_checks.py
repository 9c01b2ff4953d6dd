"""Owns the look at one account's connection with Medium, and the word to its people when that changed.

A state is told once in each chat; that it is well again is told only where trouble was told before.
"""

import asyncio
from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.connecting import look, state_by
from integrations.medium.patience import Sleep
from integrations.medium.refusals import Blocked, TokenRefused
from integrations.services import Services
from integrations.telegram.noticing import Notice, say
from models.domain.connection import Connection
from models.store import accounts, connections
from models.tables import Account, AccountConnection


async def check(desk: Services, account_id: int, sleep: Sleep = asyncio.sleep) -> Connection:
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
        was_well = await _was_well(session, account_id)
    state, detail = await look(desk, account, was_well, sleep)
    await _note(desk, account, state, detail)
    return state


async def heed(desk: Services, account: Account, refusal: TokenRefused | Blocked) -> None:
    """What Medium said of the token at a post counts at once, as if it had been asked about it."""
    async with desk.database.session() as session:
        was_well = await _was_well(session, account.id)
    await _note(desk, account, state_by(refusal, was_well), str(refusal))


async def heed_that_it_is_well(desk: Services, account: Account) -> None:
    """Medium took a story: whatever was wrong is over."""
    async with desk.database.session() as session:
        known = await connections.connection_of(session, account.id)
    if known is not None and known.state is not Connection.WELL:
        await _note(desk, account, Connection.WELL, "")


async def _was_well(session: AsyncSession, account_id: int) -> bool:
    before = await connections.connection_of(session, account_id)
    return before is not None and before.well_at is not None


async def _note(desk: Services, account: Account, state: Connection, detail: str) -> None:
    async with desk.database.session() as session:
        now = await accounts.account(session, account.id, for_change=True)
        if now.medium_token != account.medium_token:  # another token came meanwhile, of which this says nothing
            return
        kept = await connections.note(session, account.id, state, detail, desk.clock())
    await tell(desk, account, kept)


async def tell(desk: Services, account: Account, kept: AccountConnection) -> None:
    is_well = kept.state is Connection.WELL
    if is_well and kept.warned_at is None:
        return
    key = f"connection:{account.id}:{kept.state}:{kept.since.timestamp()}"
    await say(desk, Notice(key, account.id, _words(account, kept)))
    async with desk.database.session() as session:
        known = await connections.connection_of(session, account.id)
        if known is not None and known.state is kept.state:
            known.warned_at = None if is_well else kept.warned_at or desk.clock()
            session.add(known)


def _words(account: Account, kept: AccountConnection) -> str:
    if kept.state is Connection.WELL:
        return f"🔌 <b>{escape(account.label)}</b> {kept.state.sentence} again."
    detail = f"\n<i>{escape(kept.detail)}</i>" if kept.detail else ""
    return f"🔌 <b>{escape(account.label)}</b> {kept.state.sentence}. {escape(kept.state.remedy)}{detail}"
