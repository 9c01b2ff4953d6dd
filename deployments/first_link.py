"""Owns the link by which the first owner comes into the console: a fresh one at each start until somebody used it.

It lies in the home, readable by its user alone, so that `up` can print it. There is none once an owner has a password.
"""

import asyncio
import os
from contextlib import suppress

from deployments.home import Home
from integrations.addresses import Address
from integrations.logins import first_link
from integrations.services import utc_now
from integrations.settings import Settings
from models.database import Database


def make(settings: Settings, address: Address) -> None:
    path = asyncio.run(_path(address))
    file = Home(settings.copydesk_home).first_link
    with suppress(FileNotFoundError):
        file.unlink()
    if path is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(path)


async def _path(address: Address) -> str | None:
    database = Database(address.database_url, connections=1)
    try:
        async with database.session() as session:
            return await first_link(session, utc_now())
    finally:
        await database.close()
