"""Owns the one process that plays Telegram, the model and Medium, side by side on one port.

`/telegram`, `/model` and `/medium` speak the vendors' wire formats; `/web` holds pages that links lead to; `/_sim/...`
is our own control.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from integrations.simulators import medium, model, telegram, web
from integrations.simulators.faults import Fault, Faults
from integrations.simulators.gate import FaultGate
from integrations.simulators.ledger import Ledger
from integrations.simulators.service import Service

KEEPS_SECONDS = 75
"""An idle connection, as nginx does before such services; five, as uvicorn does, are just what httpx keeps one for."""


def build(folder: Path) -> Router:
    """A bare router: middleware would wrap `send`, and a gate could no longer cut the connection."""
    log, faults = Ledger(folder / "log.sqlite"), Faults()
    services = [
        telegram.build(Ledger(folder / "telegram.sqlite")),
        model.build(Ledger(folder / "model.sqlite")),
        medium.build(Ledger(folder / "medium.sqlite")),
        web.build(Ledger(folder / "web.sqlite")),
    ]
    gated = [Mount(f"/{s.name}", FaultGate(s.name, s.app, s.name_of_call, faults, log)) for s in services]
    control = [route for service in services for route in service.control]
    return Router([*gated, Mount("/_sim", routes=[*_control(faults, log, services), *control])])


def _control(faults: Faults, log: Ledger, services: list[Service]) -> list[Route]:
    async def plan_fault(request: Request) -> Response:
        faults.plan(Fault.model_validate_json(await request.body()))
        return JSONResponse({"ok": True})

    async def list_faults(_: Request) -> Response:
        return JSONResponse([fault.model_dump() for fault in faults.planned()])

    async def drop_faults(_: Request) -> Response:
        faults.clear()
        return JSONResponse({"ok": True})

    async def read_log(request: Request) -> Response:
        entries = log.all("log", after=int(request.query_params.get("after", "0")))
        service = request.query_params.get("service")
        return JSONResponse([entry for entry in entries if service in (None, entry["service"])])

    async def reset(_: Request) -> Response:
        faults.clear()
        log.clear()
        for service in services:
            service.forget()
        return JSONResponse({"ok": True})

    return [
        Route("/faults", plan_fault, methods=["POST"]),
        Route("/faults", list_faults, methods=["GET"]),
        Route("/faults", drop_faults, methods=["DELETE"]),
        Route("/log", read_log),
        Route("/reset", reset, methods=["POST"]),
    ]
