"""The daily look at the tokens: each trouble is told apart, once, and so is the end of it."""

from typing import Any

import pytest
from pydantic import SecretStr

from integrations.connection_checks import check
from integrations.services import Services
from models.domain.connection import Connection
from models.store import connections
from models.tables import Account, AccountConnection
from tasks.connections import check_connections
from tests.builders import ADA, a_person, an_account
from tests.conftest import Clock, Outside
from tests.integrations.medium.served import DEMO_TOKEN


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    return account


async def _no_wait(_: float) -> None:
    """Reads are repeated at once."""


async def _said(outside: Outside) -> list[str]:
    return [each["text"] for each in await outside.messages(ADA) if each.get("text") not in (None, "hello")]


async def _kept(desk: Services, account: Account) -> AccountConnection:
    async with desk.database.session() as session:
        kept = await connections.connection_of(session, account.id)
    assert kept is not None
    return kept


@pytest.mark.parametrize(
    ("fault", "state", "said"),
    [
        ({"kind": "status", "status": 401}, Connection.REVOKED, "Medium took back"),
        ({"kind": "html", "status": 403}, Connection.BLOCKED, "turns this network away"),
        ({"kind": "status", "status": 429, "retry_after": 3600}, Connection.RATE_LIMITED, "to slow down"),
        ({"kind": "status", "status": 502}, Connection.UNREACHABLE, "does not answer"),
        ({"kind": "cut_before"}, Connection.UNREACHABLE, "does not answer"),
        ({"kind": "status", "status": 404}, Connection.UNREACHABLE, "not sensibly"),
    ],
)
async def test_each_trouble_is_told_once_and_once_more_when_it_is_over(
    desk: Services,
    outside: Outside,
    account: Account,
    clock: Clock,
    fault: dict[str, Any],
    state: Connection,
    said: str,
) -> None:
    assert await check(desk, account.id, _no_wait) is Connection.WELL
    assert await _said(outside) == []
    clock.advance(hours=24)
    await outside.suffer("medium", "me", count=8, **fault)
    for _ in range(2):
        assert await check(desk, account.id, _no_wait) is state
        clock.advance(hours=1)
    [word] = await _said(outside)
    assert word.startswith("🔌 demo")
    assert said in word
    assert DEMO_TOKEN not in word + (await _kept(desk, account)).detail
    await outside.http.delete(f"{outside.root}/_sim/faults")
    assert await check(desk, account.id, _no_wait) is Connection.WELL
    assert (await _said(outside))[1:] == ["🔌 demo is connected with Medium again."]
    await check(desk, account.id, _no_wait)
    assert len(await _said(outside)) == 2


async def test_a_token_that_was_never_accepted_is_bad_and_one_that_was_is_revoked(
    desk: Services, outside: Outside
) -> None:
    never = await an_account(desk, "never", token="no-such-token")
    assert await check(desk, never.id) is Connection.BAD
    await outside.post("medium/users", token="soon-revoked", username="ada")
    once = await an_account(desk, "once", token="soon-revoked")
    assert await check(desk, once.id) is Connection.WELL
    await outside.post("medium/revoke", token="soon-revoked")
    assert await check(desk, once.id) is Connection.REVOKED


async def test_a_token_that_may_not_ask_who_it_is_is_well_as_long_as_medium_knows_it(
    desk: Services, outside: Outside, account: Account
) -> None:
    await outside.suffer("medium", "me", "status", status=403)
    assert await check(desk, account.id) is Connection.WELL


async def test_every_account_with_a_token_is_looked_at_once_a_day(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    await an_account(desk, "pastes", token=None)
    assert await check_connections() == "1 checked, 0 not well"
    assert await check_connections() == "0 checked, 0 not well"
    clock.advance(hours=24)
    assert await check_connections() == "1 checked, 0 not well"


async def test_a_token_that_came_while_the_old_one_was_asked_about_is_not_blamed(
    desk: Services, outside: Outside, account: Account
) -> None:
    async def another_token(_: float) -> None:
        async with desk.database.session() as session:
            (await session.get_one(Account, account.id)).medium_token = desk.vault.seal(SecretStr("another"))

    await outside.suffer("medium", "me", "status", status=502, count=4)
    await check(desk, account.id, another_token)
    async with desk.database.session() as session:
        assert await connections.connection_of(session, account.id) is None
    assert await _said(outside) == []
