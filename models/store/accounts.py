"""Owns the queries about accounts, their people and their chats."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.domain.errors import Refused
from models.domain.people import DECIDES, Role
from models.tables import Account, Chat, Membership, Pairing, Person


@dataclass(frozen=True)
class Named:
    """An account as a list to choose from shows it."""

    id: int
    label: str
    zone: str


async def account(session: AsyncSession, account_id: int, *, for_change: bool = False) -> Account:
    found = await session.get(Account, account_id, with_for_update={"key_share": True} if for_change else None)
    if found is None:
        raise Refused(f"There is no account {account_id}.")
    return found


async def account_named(session: AsyncSession, label: str) -> Account:
    found = (await session.exec(select(Account).where(func.lower(Account.label) == label.lower()))).first()
    return found or called(await accounts(session), label)


def called(known: Sequence[Account], label: str) -> Account:
    """The one of these that has this label; no other is named."""
    found = next((each for each in known if each.label.lower() == label.lower()), None)
    if found is None:
        names = ", ".join(each.label for each in known) or "none yet"
        raise Refused(f"There is no account called {label!r}. There is: {names}.")
    return found


async def accounts(session: AsyncSession) -> Sequence[Account]:
    return (await session.exec(select(Account).order_by(Account.label))).all()


async def accounts_seen(
    session: AsyncSession, seen: Collection[int] | None, *, limit: int | None = None
) -> Sequence[Account]:
    """Those among `seen`, where none stands for all, by their label."""
    query = select(Account).order_by(Account.label).limit(limit)
    return (await session.exec(query if seen is None else query.where(col(Account.id).in_(seen)))).all()


async def named(session: AsyncSession, seen: Collection[int] | None, *, limit: int | None = None) -> list[Named]:
    """The same as lists to choose from want them: of hundreds, whole accounts take many times as long."""
    query = select(Account.id, Account.label, Account.zone).order_by(Account.label).limit(limit)
    found = (await session.exec(query if seen is None else query.where(col(Account.id).in_(seen)))).all()
    return [Named(*each) for each in found]


async def chats_of(session: AsyncSession, account_id: int) -> Sequence[Chat]:
    """Where the account is spoken of. A chat that shut the bot out is among them only where there is no other."""
    query = (
        select(Chat)
        .join(Account, col(Account.id) == Chat.account_id)
        .where(Chat.account_id == account_id, col(Chat.bot_id).is_not_distinct_from(col(Account.bot_id)))
        .order_by(col(Chat.id))
    )
    found = (await session.exec(query)).all()
    return [chat for chat in found if chat.left_at is None] or found


async def chats_of_owners(session: AsyncSession, account_id: int) -> Sequence[Chat]:
    """One chat for each of the account's owners in which they are alone with the bot, for whichever account."""
    query = (
        select(Chat)
        .join(Account, col(Account.id) == Chat.account_id)
        .join(Person, col(Person.telegram_user_id) == Chat.telegram_chat_id)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.account_id == account_id, Membership.role == Role.OWNER, col(Chat.left_at).is_(None))
        .where(col(Chat.bot_id).is_not_distinct_from(col(Account.bot_id)))
        .order_by(col(Chat.id))
    )
    return list({chat.telegram_chat_id: chat for chat in (await session.exec(query)).all()}.values())


async def move_chat(session: AsyncSession, old_chat_id: int, new_chat_id: int, bot_id: int | None = None) -> list[int]:
    """The chat has another number now; gives the accounts that it speaks of."""
    known = {chat.account_id for chat in await chats_at(session, new_chat_id, bot_id)}
    moved = [chat for chat in await chats_at(session, old_chat_id, bot_id) if chat.account_id not in known]
    for chat in moved:
        chat.telegram_chat_id = new_chat_id
    return [chat.account_id for chat in moved]


async def chats_at(session: AsyncSession, telegram_chat_id: int, bot_id: int | None = None) -> Sequence[Chat]:
    """What is spoken of there with this bot; none is the bot of all accounts. A private chat has the same number with
    every bot, so a chat of an account that has another bot by now is not among them.
    """
    query = (
        select(Chat)
        .join(Account, col(Account.id) == Chat.account_id)
        .where(
            Chat.telegram_chat_id == telegram_chat_id,
            col(Chat.bot_id).is_not_distinct_from(bot_id),
            col(Account.bot_id).is_not_distinct_from(bot_id),
        )
    )
    return (await session.exec(query)).all()


async def own_bots(session: AsyncSession) -> dict[int, bytes]:
    """The bots that accounts have of their own, with their sealed tokens; several accounts may share one."""
    query = select(Account).where(col(Account.bot_id).is_not(None)).order_by(col(Account.id).desc())
    return {each.bot_id: each.bot_token for each in (await session.exec(query)).all() if each.bot_id and each.bot_token}


async def person_on_telegram(session: AsyncSession, telegram_user_id: int) -> Person | None:
    return (await session.exec(select(Person).where(Person.telegram_user_id == telegram_user_id))).first()


async def decider_on_telegram(session: AsyncSession, telegram_user_id: int, account_id: int) -> Person | None:
    """The person, if they may decide about this account."""
    return (await session.exec(_decider(), params={"user": telegram_user_id, "account": account_id})).first()


@cache  # every tap asks it, and to build it takes as long as to ask it
def _decider() -> SelectOfScalar[Person]:
    return (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Person.telegram_user_id == bindparam("user", type_=BigInteger),
            Membership.account_id == bindparam("account"),
            col(Membership.role).in_(DECIDES),
        )
    )


async def is_owner_on_telegram(session: AsyncSession, telegram_user_id: int, account_id: int) -> bool:
    query = (
        select(Membership.role)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Person.telegram_user_id == telegram_user_id, Membership.account_id == account_id)
    )
    return (await session.exec(query)).first() is Role.OWNER


async def may_decide(session: AsyncSession, person_id: int, account_id: int) -> bool:
    membership = await session.get(Membership, (person_id, account_id))
    return membership is not None and membership.role in DECIDES


async def decided_by(
    session: AsyncSession, telegram_chat_id: int, telegram_user_id: int, bot_id: int | None = None
) -> Sequence[Account]:
    """The accounts of this chat about which this person may decide."""
    query = (
        select(Account)
        .join(Chat, col(Chat.account_id) == Account.id)
        .join(Membership, col(Membership.account_id) == Account.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Chat.telegram_chat_id == telegram_chat_id,
            Person.telegram_user_id == telegram_user_id,
            col(Membership.role).in_(DECIDES),
            col(Chat.bot_id).is_not_distinct_from(bot_id),
            col(Account.bot_id).is_not_distinct_from(bot_id),
        )
        .order_by(Account.label)
    )
    return (await session.exec(query)).all()


async def redeem(session: AsyncSession, code_hash: str, now: datetime, bot_id: int | None = None) -> Pairing | None:
    """Use a pairing code up, if it is a good one and was brought to the account's own bot."""
    pairing = await session.get(Pairing, code_hash, with_for_update=True)
    if pairing is None or pairing.used_at is not None or pairing.expires_at < now:
        return None
    if (await account(session, pairing.account_id)).bot_id != bot_id:
        return None
    pairing.used_at = now
    return pairing


async def pair(
    session: AsyncSession, account_id: int, telegram_chat_id: int, thread_id: int | None, person: Person, now: datetime
) -> Chat:
    """Tie a chat and a person to an account, with the account's bot; doing it again changes nothing."""
    bot_id = (await account(session, account_id)).bot_id
    known = [chat for chat in await chats_at(session, telegram_chat_id, bot_id) if chat.account_id == account_id]
    fresh = Chat(account_id=account_id, telegram_chat_id=telegram_chat_id, bot_id=bot_id, paired_at=now)
    chat = known[0] if known else fresh
    chat.thread_id, chat.left_at = thread_id, None
    session.add(chat)
    session.add(person)
    await session.flush()
    if await session.get(Membership, (person.id, account_id)) is None:
        session.add(Membership(person_id=person.id, account_id=account_id, role=Role.OWNER))
    await session.flush()
    return chat
