"""A real process that is stopped by SIGSTOP past its lease, between its claim and its act, and then let go on."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from integrations.services import Services, utc_now
from integrations.settings import CLONE
from models.store import effects
from tests.builders import an_account, an_article

CHILD = """
import asyncio, sys, time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from pydantic import SecretStr
from integrations.effects import Effects
from integrations.services import install, utc_now
from models.database import Database
from models.domain.effects import EffectKind
from tasks import lease

lease.LENGTH = timedelta(seconds=2)
look, here = Effects.require_time, Path(sys.argv[3])

async def wait_and_look(*given):
    (here / "claimed").touch()
    while not (here / "go").exists():
        time.sleep(0.02)
    await look(*given)

async def act():
    (here / "acted").touch()
    return {}

async def main():
    database = Database(SecretStr(sys.argv[1]))
    install(SimpleNamespace(database=database, clock=utc_now))
    Effects.require_time = wait_and_look
    async with lease.working_on(int(sys.argv[2])) as hold:
        await Effects(database, utc_now).once("key", EffectKind.MESSAGE, act, hold=hold)

asyncio.run(main())
"""


async def test_it_does_nothing_more_when_another_has_taken_over(
    desk: Services, database_url: SecretStr, tmp_path: Path
) -> None:
    article = await an_article(desk, await an_account(desk))
    line = (sys.executable, "-c", CHILD, database_url.get_secret_value(), str(article.id), str(tmp_path))
    child = await asyncio.create_subprocess_exec(*line, cwd=CLONE, stderr=asyncio.subprocess.PIPE)
    while not (tmp_path / "claimed").exists():
        assert child.returncode is None, (await child.communicate())[1]
        await asyncio.sleep(0.02)
    os.kill(child.pid, signal.SIGSTOP)
    taken = None
    while taken is None:  # until its lease has run out
        async with desk.database.session() as session:
            taken = await effects.take_lease(session, article.id, "another/host:7:1:1", utc_now(), timedelta(minutes=1))
        await asyncio.sleep(0.05)
    (tmp_path / "go").touch()
    os.kill(child.pid, signal.SIGCONT)
    _, said = await asyncio.wait_for(child.communicate(), 60)
    assert b"LostLease" in said
    assert not (tmp_path / "acted").exists()
    async with desk.database.session() as session:
        lease = await effects.lease_of(session, article.id, utc_now())
    assert lease is not None
    assert lease.holder == "another/host:7:1:1"
