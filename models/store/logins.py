"""Owns the queries about logins, invitations and failed tries."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.people import Role
from models.domain.throttle import WINDOW, Failures
from models.tables import FailedLogin, Invitation, Login, Membership, Person

RESTS_FOR = timedelta(days=30)  # a login that was not used for so long is over
_NOTED_EVERY = timedelta(minutes=5)


async def person_called(session: AsyncSession, login_name: str) -> Person | None:
    return (await session.exec(select(Person).where(Person.login_name == login_name))).first()


async def person(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


async def anybody_can_log_in(session: AsyncSession) -> bool:
    query = select(Person.id).where(col(Person.password_hash).is_not(None), col(Person.runs_the_desk).is_(True))
    return (await session.exec(query.limit(1))).first() is not None


async def keepers(session: AsyncSession) -> Sequence[Person]:
    """Who runs the desk, whoever began first."""
    query = select(Person).where(col(Person.runs_the_desk).is_(True)).order_by(col(Person.id))
    return (await session.exec(query)).all()


async def logged_in(session: AsyncSession, token_hash: str, now: datetime) -> tuple[Login, Person] | None:
    """Whose login it is; that it was used is noted now and then."""
    query = (
        select(Login, Person)
        .join(Person, col(Person.id) == Login.person_id)
        .where(Login.token_hash == token_hash, col(Login.ended_at).is_(None), Login.seen_at > now - RESTS_FOR)
    )
    found = (await session.exec(query)).first()
    if found is not None and found[0].seen_at < now - _NOTED_EVERY:
        found[0].seen_at = now
    return found


async def roles_of(session: AsyncSession, person_id: int) -> Mapping[int, Role]:
    query = select(Membership).where(Membership.person_id == person_id)
    return {each.account_id: each.role for each in (await session.exec(query)).all()}


async def logins_of(session: AsyncSession, person_id: int, now: datetime) -> Sequence[Login]:
    query = select(Login).where(
        Login.person_id == person_id, col(Login.ended_at).is_(None), Login.seen_at > now - RESTS_FOR
    )
    return (await session.exec(query.order_by(col(Login.seen_at).desc()))).all()


async def end(session: AsyncSession, person_id: int, now: datetime, *, login_id: int | None = None) -> None:
    """One login of this person, or all of them."""
    query = update(Login).where(col(Login.person_id) == person_id, col(Login.ended_at).is_(None)).values(ended_at=now)
    await session.exec(query if login_id is None else query.where(col(Login.id) == login_id))


async def failures(session: AsyncSession, login_name: str, place: str, now: datetime) -> Failures:
    is_recent = col(FailedLogin.at) > now - WINDOW
    is_name, is_place = col(FailedLogin.login_name) == login_name, col(FailedLogin.place) == place
    counted = select(func.count().filter(is_name), func.count().filter(is_place))
    query = counted.where(is_recent, is_name | is_place)
    for_the_name, from_the_place = (await session.exec(query)).one()
    return Failures(for_the_name, from_the_place)


async def note_failure(session: AsyncSession, login_name: str, place: str, now: datetime) -> None:
    await session.exec(delete(FailedLogin).where(col(FailedLogin.at) < now - WINDOW))
    session.add(FailedLogin(login_name=login_name, place=place, at=now))


async def forget_failures(session: AsyncSession, login_name: str) -> None:
    await session.exec(delete(FailedLogin).where(col(FailedLogin.login_name) == login_name))


async def invitation(
    session: AsyncSession, code_hash: str, now: datetime, *, for_use: bool = False
) -> Invitation | None:
    found = await session.get(Invitation, code_hash, with_for_update=for_use)
    return found if found and found.used_at is None and found.expires_at > now else None


async def withdraw_first_links(session: AsyncSession) -> None:
    """Of the links that make the first owner, only the newest is good."""
    is_first = col(Invitation.runs_the_desk).is_(True) & col(Invitation.person_id).is_(None)
    await session.exec(delete(Invitation).where(is_first, col(Invitation.used_at).is_(None)))


async def make_member(session: AsyncSession, person_id: int, account_id: int, role: Role) -> None:
    known = await session.get(Membership, (person_id, account_id))
    if known is None:
        session.add(Membership(person_id=person_id, account_id=account_id, role=role))
    else:
        known.role = role
