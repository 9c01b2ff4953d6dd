"""Owns pairing: a one-time code, shown by the console or the CLI, ties a chat and a person to an account."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import telegram
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.error import TelegramError

from integrations.services import Services
from models.domain.errors import TryLater
from models.store import accounts, cards, concerns
from models.tables import Account, Pairing, Person

GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Invitation:
    """What is sent to the bot, and the link that does it, where Telegram itself is there."""

    username: str
    command: str
    link: str | None


async def invite(desk: Services, account_id: int) -> Invitation:
    """A fresh code for the account, and how it comes to its bot."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
    try:
        username = (await (await desk.bots.bot(account.bot_id)).get_me()).username
    except TelegramError as failure:
        raise TryLater(f"Telegram could not be asked ({type(failure).__name__}). Try again.") from None
    async with desk.database.session() as session:
        code = await make_code(session, account.id, desk.clock())
    link = f"https://t.me/{username}?start={code}" if desk.address.is_telegram_itself else None
    return Invitation(str(username), f"/start {code}", link)


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
