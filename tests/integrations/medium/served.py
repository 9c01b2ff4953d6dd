"""Owns a simulated Medium on a free loopback port, behind the same gate that the real server of simulators has."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from integrations.medium.client import Medium
from integrations.simulators import medium
from integrations.simulators.faults import Fault, Faults
from integrations.simulators.gate import FaultGate
from integrations.simulators.ledger import Ledger
from integrations.simulators.server import KEEPS_SECONDS

DEMO_ID = "5303d74c64f66366f00cb9b2a94f3251bf5"
DEMO_TOKEN = "simulated-medium-token"


@dataclass(frozen=True)
class Simulated:
    """The simulator as a test sees it: over HTTP, but for its faults."""

    root: str
    http: httpx.AsyncClient
    faults: Faults
    log: Ledger
    waits: list[float]

    @property
    def api(self) -> str:
        return f"{self.root}/medium/v1"

    @property
    def feed(self) -> str:
        return f"{self.root}/medium/feed"

    def client(self, token: str = DEMO_TOKEN, post_seconds: float = 5.0) -> Medium:
        return Medium(self.http, SecretStr(token), self.api, sleep=self.wait, post_seconds=post_seconds)

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def suffer(self, **fault: Any) -> None:
        self.faults.plan(Fault.model_validate({"service": "medium"} | fault))

    async def order(self, path: str, **body: Any) -> Any:
        answer = await self.http.post(f"{self.root}/_sim/medium/{path}", json=body)
        return answer.raise_for_status().json()

    async def posts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.http.get(f"{self.root}/_sim/medium/posts")).json()
        return found

    async def send(self, path: str, token: str | None = DEMO_TOKEN, **fields: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await self.http.post(f"{self.api}{path}", json=fields, headers=headers)

    async def get(self, path: str, token: str | None = DEMO_TOKEN) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await self.http.get(f"{self.root}/medium{path}", headers=headers)

    def names_called(self) -> list[str]:
        return [entry["method"] for entry in self.log.all("log")]


@asynccontextmanager
async def simulated_medium(folder: Path) -> AsyncIterator[Simulated]:
    """A bare Router, because Starlette would wrap the server's `send` and the gate could cut no connection."""
    faults, log = Faults(), Ledger(folder / "log.sqlite")
    service = medium.build(Ledger(folder / "medium.sqlite"))
    gate = FaultGate("medium", service.app, service.name_of_call, faults, log)
    app = Router(routes=[Mount("/medium", gate), Mount("/_sim", routes=service.control)])
    async with served(app) as root, httpx.AsyncClient(trust_env=False) as http:
        yield Simulated(root, http, faults, log, [])


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The socket listens before the server runs, so that nobody has to wait for it.

    It names its protocol, because asyncio switches Nagle's delay (40 ms an answer) off for no other.
    """
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            app, lifespan="off", log_level="critical", access_log=False, timeout_keep_alive=KEEPS_SECONDS
        )
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            await running
