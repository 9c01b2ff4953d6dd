"""Owns pairing: a one-time code, shown by the console or the CLI, ties a chat and a person to an account."""

import hashlib
import secrets
from datetime import datetime, timedelta

import telegram
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store import accounts, cards, concerns
from models.tables import Account, Pairing, Person

GOOD_FOR = timedelta(hours=1)


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()


async def make_code(session: AsyncSession, account_id: int, now: datetime) -> str:
    """A fresh code; only its hash is kept, so it can be shown this once."""
    code = secrets.token_urlsafe(9)
    session.add(Pairing(code_hash=_hash(code), account_id=account_id, expires_at=now + GOOD_FOR))
    return code


async def redeem(
    session: AsyncSession, code: str, message: telegram.Message, now: datetime, bot_id: int | None = None
) -> Account | None:
    """The account that this chat now sees and decides for, or None when the code is not a good one."""
    pairing = await accounts.redeem(session, _hash(code), now, bot_id)
    if pairing is None or message.from_user is None:
        return None
    user = message.from_user
    person = await accounts.person_on_telegram(session, user.id) or Person(
        name=user.full_name, telegram_user_id=user.id, created_at=now
    )
    await accounts.pair(session, pairing.account_id, message.chat.id, message.message_thread_id, person, now)
    await cards.show_to_new_chat(session, pairing.account_id)
    await concerns.somebody_to_ask(session, pairing.account_id, now)
    return await accounts.account(session, pairing.account_id)
