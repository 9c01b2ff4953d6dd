"""Owns the account that a home begins with, and the proof that this home's key fits this database."""

import asyncio
import logging

import httpx
from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.accounts import connected
from integrations.addresses import Address
from integrations.medium.client import Medium
from integrations.medium.refusals import Blocked
from integrations.medium.results import Profile
from integrations.services import utc_now
from integrations.settings import Settings, Simulated
from integrations.vault import Vault, secret_key
from models.database import Database
from models.domain.errors import TryLater
from models.store import accounts
from models.tables import Installation

_log = logging.getLogger("copydesk.provision")
DEMO, FIRST = "demo", "mine"
SIMULATED_TOKEN = SecretStr("simulated-medium-token")


def make(settings: Settings, address: Address) -> None:
    asyncio.run(ensure(settings, address))


async def ensure(settings: Settings, address: Address) -> None:
    """The account of the settings' token, or the demo account of the simulators, where there is none yet."""
    database = Database(address.database_url, connections=1)
    try:
        async with database.session() as session:
            vault = Vault(secret_key(settings))
            await _require_fitting_key(session, vault)
            token = _token(settings)
            label = DEMO if token is SIMULATED_TOKEN else FIRST
            known = {account.label for account in await accounts.accounts(session)}
        is_first = not known if label == DEMO else not known - {DEMO}
        if token is not None and is_first and (profile := await _profile(address, token)):
            async with database.session() as session:
                session.add(connected(profile, token, vault, label, settings.copydesk_zone, utc_now()))
    finally:
        await database.close()


async def _profile(address: Address, token: SecretStr) -> Profile | None:
    """Whose token it is. That Medium cannot be asked today is no reason not to start."""
    try:
        async with httpx.AsyncClient() as http:
            return await Medium(http, token, address.medium_base_url).me()
    except (TryLater, Blocked) as failure:
        _log.warning("The first account was not made, the next start tries again: %s", failure)
        return None


async def _require_fitting_key(session: AsyncSession, vault: Vault) -> None:
    """Found out at the start, and not at midnight when the first token is needed."""
    known = await session.get(Installation, 1)
    if known is None:
        session.add(Installation(key_check=vault.witness()))
    else:
        vault.require_same_key(known.key_check)


def _token(settings: Settings) -> SecretStr | None:
    if settings.medium_integration_token is not None:
        return settings.medium_integration_token
    return SIMULATED_TOKEN if Simulated.MEDIUM in settings.simulated else None
