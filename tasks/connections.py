"""Owns the scheduled look at every account's connection with Medium."""

import asyncio

from integrations.connection_checks import check
from integrations.services import services
from models.domain.connection import Connection
from models.store import connections

_AT_ONCE = 4


async def check_connections() -> str:
    desk = await services()
    async with desk.database.session() as session:
        due = await connections.to_look_at(session, desk.clock())
    turns = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(account_id: int) -> Connection:
        async with turns:
            return await check(desk, account_id)

    states = await asyncio.gather(*map(in_turn, due))
    ill = sum(state is not Connection.WELL for state in states)
    return f"{len(states)} checked, {ill} not well"
