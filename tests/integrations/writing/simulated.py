"""Owns a simulated model on a free loopback port, behind the fault gate, in the test's own process."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from openai import AsyncOpenAI
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from integrations.simulators import model
from integrations.simulators.faults import Fault, FaultKind, Faults
from integrations.simulators.gate import FaultGate
from integrations.simulators.ledger import Ledger
from integrations.writing.client import open_client

KEY = "sk-simulated"


@dataclass(frozen=True)
class SimulatedModel:
    root: str
    faults: Faults
    log: Ledger

    @property
    def base_url(self) -> str:
        return f"{self.root}/model/v1"

    @asynccontextmanager
    async def client(self, key: str = KEY, timeout_seconds: float = 20.0) -> AsyncIterator[AsyncOpenAI]:
        async with open_client(self.base_url, key, timeout_seconds) as client:
            yield client

    async def tell(self, what: str, order: dict[str, Any] | Sequence[dict[str, Any]]) -> int:
        async with httpx.AsyncClient() as client:
            return (await client.post(f"{self.root}/_sim/model/{what}", json=order)).status_code

    async def calls(self) -> list[dict[str, Any]]:
        async with httpx.AsyncClient() as client:
            calls: list[dict[str, Any]] = (await client.get(f"{self.root}/_sim/model/calls")).json()
        return calls

    def received(self, method: str) -> list[str]:
        """The bodies of all calls of that method, the refused ones included."""
        return [entry["body"] for entry in self.log.all("log") if entry["method"] == method]

    def break_next(self, method: str, kind: FaultKind, **how: Any) -> None:
        self.faults.plan(Fault(service="model", method=method, kind=kind, **how))


def _side_by_side(gate: ASGIApp, control: ASGIApp) -> ASGIApp:
    """The gate gets the server's own `send`, which it needs to cut a connection and which Starlette would wrap."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/model/"):
            await gate({**scope, "root_path": "/model"}, receive, send)
        else:
            await control(scope, receive, send)

    return app


@asynccontextmanager
async def simulated_model(folder: Path) -> AsyncIterator[SimulatedModel]:
    faults, log, memory = Faults(), Ledger(folder / "log.sqlite"), Ledger(folder / "model.sqlite")
    service = model.build(memory)
    gate = FaultGate(service.name, service.app, service.name_of_call, faults, log)
    app = _side_by_side(gate, Starlette(routes=[Mount("/_sim", routes=service.control)]))
    with socket.create_server(("127.0.0.1", 0)) as listening:  # callers queue here until uvicorn is up
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield SimulatedModel(f"http://127.0.0.1:{listening.getsockname()[1]}", faults, log)
        finally:
            server.should_exit = True
            await serving
            log.close()
            memory.close()
