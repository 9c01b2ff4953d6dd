"""Owns the queries about who belongs to the desk and to its accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.people import Role
from models.tables import Account, Chat, Invitation, Membership, Message, Person


@dataclass(frozen=True)
class Member:
    person: Person
    role: Role


@dataclass(frozen=True)
class Known:
    """Somebody with a way in, and their roles by the account's label."""

    person: Person
    roles: tuple[tuple[str, Role], ...]


async def members(session: AsyncSession, account_id: int) -> list[Member]:
    query = (
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.account_id == account_id)
        .order_by(func.lower(Person.name), col(Person.id))
    )
    return [Member(person, kept.role) for person, kept in (await session.exec(query)).all()]


async def member(session: AsyncSession, account_id: int, person_id: int) -> Membership | None:
    return await session.get(Membership, (person_id, account_id), with_for_update=True)


async def everybody(session: AsyncSession) -> list[Known]:
    """Whoever has a login, runs the desk, or belongs to an account."""
    query = (
        select(Person, Account.label, Membership)
        .join(Membership, col(Membership.person_id) == Person.id, isouter=True)
        .join(Account, col(Account.id) == Membership.account_id, isouter=True)
        .where(
            col(Person.login_name).is_not(None)
            | col(Person.runs_the_desk).is_(True)
            | col(Membership.account_id).is_not(None)
        )
        .order_by(col(Person.runs_the_desk).desc(), func.lower(Person.name), col(Person.id), Account.label)
    )
    found = dict[int, tuple[Person, list[tuple[str, Role]]]]()
    for person, label, kept in (await session.exec(query)).all():
        _, roles = found.setdefault(person.id, (person, []))
        if kept is not None:
            roles.append((label, kept.role))
    return [Known(person, tuple(roles)) for person, roles in found.values()]


async def keepers_for_change(session: AsyncSession) -> Sequence[Person]:
    """Locked in one order, so that two who leave at once do not both see the other stay."""
    query = select(Person).where(col(Person.runs_the_desk).is_(True)).order_by(col(Person.id))
    return (await session.exec(query.with_for_update())).all()


async def leave_all(session: AsyncSession, person_id: int) -> None:
    await session.exec(delete(Membership).where(col(Membership.person_id) == person_id))


async def open_links(session: AsyncSession, account_id: int | None, now: datetime) -> Sequence[Invitation]:
    """To this account, or, without one, to run the desk; those that set a known person's password are none."""
    query = select(Invitation).where(*_unused(account_id), Invitation.expires_at > now)
    return (await session.exec(query.order_by(col(Invitation.made_at)))).all()


async def withdraw(session: AsyncSession, account_id: int | None) -> int:
    gone = await session.exec(delete(Invitation).where(*_unused(account_id)).returning(col(Invitation.code_hash)))
    return len(gone.all())


def _unused(account_id: int | None) -> tuple[Any, ...]:
    return (
        col(Invitation.used_at).is_(None),
        col(Invitation.person_id).is_(None),
        col(Invitation.account_id).is_not_distinct_from(account_id),
    )


async def chats(session: AsyncSession, account_id: int) -> Sequence[Chat]:
    """All of them, also those of another bot than it has now, and those that shut the bot out."""
    return (await session.exec(select(Chat).where(Chat.account_id == account_id).order_by(col(Chat.id)))).all()


async def chats_of_each(session: AsyncSession, account_ids: Sequence[int]) -> dict[int, int]:
    """How many chats are paired with each, of those that did not shut the bot out."""
    query = select(Chat.account_id, func.count()).where(
        col(Chat.account_id).in_(account_ids), col(Chat.left_at).is_(None)
    )
    return dict((await session.exec(query.group_by(col(Chat.account_id)))).all())


async def names_on_telegram(session: AsyncSession, telegram_ids: Sequence[int]) -> dict[int, str]:
    query = select(Person).where(col(Person.telegram_user_id).in_(telegram_ids))
    return {each.telegram_user_id: each.name for each in (await session.exec(query)).all() if each.telegram_user_id}


async def forget_chat(session: AsyncSession, account_id: int, chat_id: int) -> bool:
    """With it goes what is known of the messages in it: their buttons do nothing more."""
    chat = await session.get(Chat, chat_id, with_for_update=True)
    if chat is None or chat.account_id != account_id:
        return False
    await session.exec(delete(Message).where(col(Message.chat_id) == chat.id))
    await session.delete(chat)
    return True


async def any_chat(session: AsyncSession) -> bool:
    return (await session.exec(select(Chat.id).limit(1))).first() is not None
