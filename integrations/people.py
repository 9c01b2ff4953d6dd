"""Owns who belongs to the desk and to each account: invited by a link, given another role, or removed.

It refuses to leave the desk without anybody who can log in and run it.
"""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.logins import end_programs, make_link
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.people import Role
from models.store import accounts, logins, people, second_steps
from models.tables import Person

_LAST = "Nobody else can log in and run this desk. Invite somebody for that first."


@dataclass(frozen=True)
class Invited:
    """The whole address of the link, which works once and is shown this once."""

    url: str


async def invite(desk: Services, account_id: int, role: Role) -> Invited:
    async with desk.database.session() as session:
        await accounts.account(session, account_id)
        path = await make_link(session, desk.clock(), account_id=account_id, role=role)
    return Invited(f"{_root(desk)}{path}")


async def invite_to_run_the_desk(desk: Services) -> Invited:
    async with desk.database.session() as session:
        return Invited(f"{_root(desk)}{await make_link(session, desk.clock(), runs_the_desk=True)}")


async def new_password_link(desk: Services, person_id: int) -> Invited:
    """For somebody who forgot theirs, or who is known from Telegram only: a link that sets one."""
    async with desk.database.session() as session:
        person = await _person(session, person_id)
        return Invited(f"{_root(desk)}{await make_link(session, desk.clock(), person_id=person.id)}")


async def withdraw_links(desk: Services, account_id: int | None) -> int:
    """Those that nobody used yet, to an account, or to the desk."""
    async with desk.database.session() as session:
        return await people.withdraw(session, account_id)


async def change_role(desk: Services, account_id: int, person_id: int, role: Role) -> str:
    async with desk.database.session() as session:
        member = await people.member(session, account_id, person_id)
        if member is None:
            raise Refused("They do not belong to this account.")
        member.role = role
        person = await _person(session, person_id)
    return f"{person.name} is {role} from now on."


async def remove_from_account(desk: Services, account_id: int, person_id: int) -> str:
    """Also on Telegram they decide nothing more there."""
    async with desk.database.session() as session:
        member = await people.member(session, account_id, person_id)
        if member is None:
            raise Refused("They do not belong to this account.")
        await session.delete(member)
        person = await _person(session, person_id)
    return f"{person.name} does not belong to this account any more."


async def let_run_the_desk(desk: Services, person_id: int, *, runs: bool) -> str:
    async with desk.database.session() as session:
        person = await _person(session, person_id)
        if not runs:
            await _require_others(session, person)
        person.runs_the_desk = runs
    return f"{person.name} runs this desk from now on." if runs else f"{person.name} does not run this desk any more."


async def remove_from_desk(desk: Services, person_id: int) -> str:
    """They are out at once: no login, no program, no calendar, no role. What they decided stays theirs."""
    async with desk.database.session() as session:
        person = await _person(session, person_id)
        await _require_others(session, person)
        person.runs_the_desk, person.password_hash, person.login_name = False, None, None
        await logins.end(session, person.id, desk.clock())
        await end_programs(session, person.id, desk.clock())
        await second_steps.end(session, person.id)
        await people.leave_all(session, person.id)
    return f"{person.name} is out: every login and program of theirs has ended."


async def _person(session: AsyncSession, person_id: int) -> Person:
    found = await session.get(Person, person_id, with_for_update=True)
    if found is None:
        raise Refused("There is no such person.")
    return found


async def _require_others(session: AsyncSession, person: Person) -> None:
    if not person.runs_the_desk:
        return
    others = [each for each in await people.keepers_for_change(session) if each.id != person.id]
    if not any(each.password_hash for each in others):
        raise Refused(_LAST)


def _root(desk: Services) -> str:
    return desk.settings.console_public_url or desk.address.console_url
