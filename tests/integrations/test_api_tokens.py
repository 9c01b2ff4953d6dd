"""Tokens for programs: shown once, kept as a hash, good until they are ended, and as far as their person reaches."""

import pytest
from sqlmodel import select

from deployments import writing_desk
from integrations.api_tokens import PREFIX, end_token, make_token, visitor_by
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.people import Role
from models.store import api_tokens
from models.tables import ApiToken, Person
from tests.builders import an_account
from tests.conftest import Clock
from tests.console.conftest import a_visitor


async def made(desk: Services, person: Person, name: str = "notes") -> str:
    async with desk.database.session() as session:
        return await make_token(session, person.id, name, desk.clock())


async def kept(desk: Services) -> list[ApiToken]:
    async with desk.database.session() as session:
        return list((await session.exec(select(ApiToken))).all())


async def test_a_token_reaches_as_far_as_its_person(desk: Services) -> None:
    account = await an_account(desk)
    token = await made(desk, await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    visitor = await visitor_by(desk, token)
    assert visitor is not None
    assert (visitor.name, visitor.login_id) == ("Eve", None)
    assert (visitor.reach.sees(account.id), visitor.reach.decides(account.id)) == (True, False)


async def test_of_a_token_only_its_hash_is_kept(desk: Services) -> None:
    token = await made(desk, await a_visitor(desk))
    [row] = await kept(desk)
    assert token.startswith(PREFIX)
    assert token not in str(row.model_dump())


@pytest.mark.parametrize(
    "shown", ["", "copydesk_", "copydesk_guess", "Bearer", "copydesk_\x00", "copydesk_" + "a" * 9000]
)
async def test_what_is_no_token_lets_nobody_in(desk: Services, shown: str) -> None:
    await made(desk, await a_visitor(desk))
    assert await visitor_by(desk, shown) is None


async def test_an_ended_token_is_good_for_nothing_and_its_name_is_free_again(desk: Services) -> None:
    ada = await a_visitor(desk)
    token = await made(desk, ada)
    async with desk.database.session() as session:
        [row] = await api_tokens.tokens_of(session, ada.id)
        await end_token(session, ada.id, row.id, desk.clock())
    assert await visitor_by(desk, token) is None
    assert await visitor_by(desk, await made(desk, ada)) is not None
    async with desk.database.session() as session:
        with pytest.raises(Refused, match="no such token"):
            await end_token(session, ada.id, row.id, desk.clock())


async def test_nobody_ends_the_token_of_somebody_else(desk: Services) -> None:
    ada, bob = await a_visitor(desk), await a_visitor(desk, "bob")
    token = await made(desk, ada)
    [row] = await kept(desk)
    with pytest.raises(Refused, match="no such token"):
        async with desk.database.session() as session:
            await end_token(session, bob.id, row.id, desk.clock())
    assert await visitor_by(desk, token) is not None


@pytest.mark.parametrize("name", ["", "  ", "n" * 81, "a\x00b"])
async def test_a_token_without_a_proper_name_is_not_made(desk: Services, name: str) -> None:
    with pytest.raises(Refused, match="A token has a name"):
        await made(desk, await a_visitor(desk), name)
    assert await kept(desk) == []


async def test_two_tokens_of_one_person_have_two_names(desk: Services) -> None:
    ada = await a_visitor(desk)
    await made(desk, ada)
    with pytest.raises(Refused, match="named “notes” already"):
        await made(desk, ada, " notes ")
    assert await made(desk, await a_visitor(desk, "bob"))


async def test_when_a_token_was_used_is_noted_now_and_then(desk: Services, clock: Clock) -> None:
    token = await made(desk, await a_visitor(desk))
    assert [each.used_at for each in await kept(desk)] == [None]
    await visitor_by(desk, token)
    first = clock()
    clock.advance(minutes=1)
    await visitor_by(desk, token)
    assert [each.used_at for each in await kept(desk)] == [first]
    clock.advance(minutes=10)
    await visitor_by(desk, token)
    assert [each.used_at for each in await kept(desk)] == [clock()]


async def test_the_command_makes_a_token_for_whoever_runs_the_desk_or_is_named_and_ends_it(desk: Services) -> None:
    with pytest.raises(Refused, match="Nobody runs this desk yet"):
        await writing_desk.api_token(desk, "laptop", "")
    await a_visitor(desk)
    await a_visitor(desk, "bob", account=await an_account(desk), role=Role.EDITOR)
    names = [await writing_desk.api_token(desk, "laptop", login) for login in ("", " BOB ")]
    assert [(await visitor_by(desk, each)).name for each in names] == ["Ada", "Bob"]  # type: ignore[union-attr]
    with pytest.raises(Refused, match="Nobody logs in as 'eve'"):
        await writing_desk.api_token(desk, "laptop", "eve")
    assert await writing_desk.end_api_token(desk, "laptop", "bob") == "The token “laptop” of Bob has ended."
    assert [await visitor_by(desk, each) is None for each in names] == [False, True]
