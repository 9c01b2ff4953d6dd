"""Owns the few parts that a bench of single steps needs, PostgreSQL and the simulators, from their start to their end.

No worker and no Prefect run here, so that nothing but the bench touches an article. The simulators are served from the
bench's own loop, on a port of their own.
"""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil
import uvicorn
from pydantic import SecretStr

from deployments import postgres
from deployments.backoff import Backoff
from deployments.databases import make_missing
from deployments.home import Home
from deployments.reports import Reports
from deployments.supervisor import Supervisor
from deployments.whereabouts import LOOPBACK, SIMULATED_BOT_TOKEN, SIMULATED_MODEL_KEY
from integrations.addresses import Address, Process, Stack
from integrations.services import Services, install, open_services
from integrations.settings import Settings
from integrations.simulators.server import KEEPS_SECONDS, build
from models import migrations

_NOBODY = f"http://{LOOPBACK}:9"  # the port where nothing listens


@asynccontextmanager
async def workshop() -> AsyncIterator[Services]:
    """The services of this loop, on an empty database."""
    with _home() as home:
        async with _database(home) as database_url, _vendors(home) as vendors:
            settings = Settings(_env_file=None, copydesk_home=home.root, copydesk_secret_key=SecretStr("of a bench"))
            async with open_services(settings, _address(database_url, vendors)) as services:
                install(services)
                yield services


@contextmanager
def _home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder:
        home = Home(Path(folder).resolve() / "home")
        home.make()
        yield home


@asynccontextmanager
async def _database(home: Home) -> AsyncIterator[str]:
    myself = Process(name="up", pid=os.getpid(), born_at=psutil.Process().create_time())
    supervisor = Supervisor(home, myself, Stack(ports={}), Reports(lambda _: None), Backoff())
    try:
        await supervisor.start(postgres.part(home))
        database_url = postgres.url(home, "bench")
        make_missing(database_url)
        migrations.upgrade(database_url)
        yield database_url
    finally:
        await supervisor.stop(())


@asynccontextmanager
async def _vendors(home: Home) -> AsyncIterator[str]:
    with socket.create_server((LOOPBACK, 0)) as listening:
        config = uvicorn.Config(
            build(home.simulators), log_level="warning", lifespan="off", timeout_keep_alive=KEEPS_SECONDS
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def _address(database_url: str, vendors: str) -> Address:
    nothing = SecretStr("none")
    return Address(
        database_url=SecretStr(database_url),
        s3_endpoint=_NOBODY,
        s3_access_key=nothing,
        s3_secret_key=nothing,
        prefect_api_url=f"{_NOBODY}/api",
        prefect_ui_url=_NOBODY,
        console_url=_NOBODY,
        telegram_base_url=f"{vendors}/telegram",
        telegram_bot_token=SecretStr(SIMULATED_BOT_TOKEN),
        model_base_url=f"{vendors}/model/v1",
        model_api_key=SecretStr(SIMULATED_MODEL_KEY),
        medium_base_url=f"{vendors}/medium/v1",
        medium_feed_url=f"{vendors}/medium/feed",
        simulators_url=vendors,
    )
