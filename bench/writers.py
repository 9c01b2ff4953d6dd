"""Owns the writers of a bench: an account each, paired through the simulated Telegram as a person would do it.

It refuses to give an account more articles than Medium lets a profile post in a day, where any are to be posted.
"""

import re
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from bench.wire import NothingCame, Wire
from deployments import account_desk, writing_desk
from integrations.services import Services
from models.store import accounts
from models.tables import Account

POSTS_OF_A_DAY = 10
_FIRST_CHAT = 700_000


@dataclass(frozen=True)
class Writer:
    """An account and the chat that decides for it."""

    account: Account
    chat: int


async def hire(desk: Services, wire: Wire, *, simulators_url: str | None = None) -> Writer:
    """With a Medium profile of their own where the simulators are named; else nothing can be posted for them."""
    async with desk.database.session() as session:
        number = len(await accounts.accounts(session)) + 1
    label, chat = f"bench {number}", _FIRST_CHAT + number
    token = await _join_medium(simulators_url, number) if simulators_url else None
    await account_desk.add(desk, label, token, "Europe/Berlin")
    code = re.search(r"/start (\S+)", await writing_desk.pair(desk, label))
    if code is None:
        raise NothingCame(f"There is no pairing code for {label}.")
    await wire.say(chat, code[0])
    await wire.see(chat, "Paired with", since=0)
    async with desk.database.session() as session:
        return Writer(await accounts.account_named(session, label), chat)


async def _join_medium(simulators_url: str, number: int) -> SecretStr:
    token = f"token-of-bench-{number}"
    async with httpx.AsyncClient(base_url=simulators_url, trust_env=False) as http:
        user = {"token": token, "username": f"bench{number}", "name": f"Bench {number}"}
        (await http.post("/_sim/medium/users", json=user)).raise_for_status()
    return SecretStr(token)
