"""Owns a tiny Prefect API that remembers what it was told; it runs nothing and refuses what was not paused.

The real server is in the journeys. Here one only has to be there: artifacts go to it, and runs are woken through it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import prefect
from prefect.client.schemas.objects import StateType
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

_DEPLOYMENT, _HOUSEKEEPING, _FLOW = uuid4(), uuid4(), uuid4()
_DELETED_AT_ONCE = 50
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_PAGE = 200  # a real server gives no more at once


@dataclass
class Run:
    id: UUID
    state: StateType
    parameters: dict[str, Any]
    ended_at: datetime | None = None
    deployment: UUID = _DEPLOYMENT
    since: datetime = _LONG_AGO
    scheduled_for: datetime | None = None
    due_at: datetime = _LONG_AGO
    message: str = ""
    name: str = ""

    def shown(self) -> dict[str, Any]:
        since = self.since.isoformat()
        state = {
            "type": self.state.value,
            "name": self.name or self.state.value.title(),
            "timestamp": since,
            "message": self.message,
            "state_details": {"scheduled_time": self.scheduled_for and self.scheduled_for.isoformat()},
        }
        return {"id": str(self.id), "flow_id": str(_FLOW), "state": state, "parameters": self.parameters}


@dataclass
class RecordedPrefect:
    """What came in, in its order."""

    runs: dict[UUID, Run] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    resumed: list[UUID] = field(default_factory=list)
    states_set: list[tuple[UUID, StateType]] = field(default_factory=list)

    def forget(self) -> None:
        for kept in (self.runs, self.keys, self.artifacts, self.resumed, self.states_set):
            kept.clear()

    def forget_run(self, run_id: UUID) -> None:
        del self.runs[run_id]

    def a_run(self, state: StateType = StateType.PAUSED, since: datetime = _LONG_AGO) -> UUID:
        run = Run(uuid4(), state, {}, since=since)
        self.runs[run.id] = run
        return run.id

    def a_housekeeping_run(
        self, state: StateType, ended_at: datetime | None = None, due_at: datetime = _LONG_AGO
    ) -> UUID:
        run = Run(uuid4(), state, {}, ended_at, _HOUSEKEEPING, due_at=due_at)
        self.runs[run.id] = run
        return run.id

    @property
    def app(self) -> Starlette:
        routes = [
            Route("/health", self._health),
            Route("/admin/version", self._version),
            Route("/deployments/name/article/article", self._deployment),
            Route("/deployments/{id}/create_flow_run", self._create, methods=["POST"]),
            Route("/deployments/filter", self._deployments, methods=["POST"]),
            Route("/flow_runs/bulk_delete", self._bulk_delete, methods=["POST"]),
            Route("/flow_runs/filter", self._filter, methods=["POST"]),
            Route("/flow_runs/{id}/resume", self._resume, methods=["POST"]),
            Route("/flow_runs/{id}/set_state", self._set_state, methods=["POST"]),
            Route("/artifacts/", self._artifact, methods=["POST"]),
        ]
        return Starlette(routes=[Mount("/api", routes=routes)])

    async def _health(self, _: Request) -> Response:
        return JSONResponse(True)

    async def _version(self, _: Request) -> Response:
        return JSONResponse(prefect.__version__)

    async def _deployment(self, _: Request) -> Response:
        return JSONResponse({"id": str(_DEPLOYMENT), "name": "article", "flow_id": str(_FLOW)})

    async def _deployments(self, request: Request) -> Response:
        [tag] = (await request.json())["deployments"]["tags"]["all_"]
        found = {"upkeep": _HOUSEKEEPING}.get(tag)
        return JSONResponse([{"id": str(found), "name": tag, "flow_id": str(_FLOW)}] if found else [])

    async def _bulk_delete(self, request: Request) -> Response:
        asked = await request.json()
        old = asked["flow_runs"]
        before = datetime.fromisoformat(old["end_time"]["before_"])
        found = [
            run.id
            for run in self.runs.values()
            if str(run.deployment) in old["deployment_id"]["any_"]
            and run.state.value in old["state"]["type"]["any_"]
            and run.ended_at is not None
            and run.ended_at <= before
        ][: min(asked["limit"], _DELETED_AT_ONCE)]
        for each in found:
            del self.runs[each]
        return JSONResponse({"deleted": [str(each) for each in found]})

    async def _create(self, request: Request) -> Response:
        asked = await request.json()
        run_id = self.keys.setdefault(asked["idempotency_key"], uuid4())
        run = self.runs.setdefault(run_id, Run(run_id, StateType.SCHEDULED, asked["parameters"]))
        return JSONResponse(run.shown(), 201)

    async def _filter(self, request: Request) -> Response:
        asked = await request.json()
        which = asked["flow_runs"]
        if which.get("deployment_id"):
            found = [run.shown() for run in self.runs.values() if _is_one(run, which)]
            found = found[asked.get("offset") or 0 :]
        else:
            wanted = [UUID(each) for each in which["id"]["any_"]]
            found = [self.runs[each].shown() for each in wanted if each in self.runs]
        return JSONResponse(found[: min(asked.get("limit") or _PAGE, _PAGE)])

    async def _resume(self, request: Request) -> Response:
        run = self.runs.get(UUID(request.path_params["id"]))
        if run is None or run.state is not StateType.PAUSED:
            return JSONResponse({"detail": "not paused"}, 404 if run is None else 409)
        run.state = StateType.SCHEDULED
        self.resumed.append(run.id)
        return JSONResponse(_answered("ACCEPT"), 201)

    async def _set_state(self, request: Request) -> Response:
        run = self.runs.get(UUID(request.path_params["id"]))
        if run is None:
            return JSONResponse({"detail": "no such run"}, 404)
        state = (await request.json())["state"]
        if StateType(state["type"]) is StateType.PAUSED and run.state is not StateType.RUNNING:
            return JSONResponse(_answered("REJECT", run.shown()["state"]), 200)
        run.state, at = StateType(state["type"]), (state.get("state_details") or {}).get("scheduled_time")
        run.scheduled_for, run.name = datetime.fromisoformat(at) if at else None, state.get("name") or ""
        self.states_set.append((run.id, run.state))
        return JSONResponse(_answered("ACCEPT", state), 201)

    async def _artifact(self, request: Request) -> Response:
        asked = await request.json()
        self.artifacts.append(asked)
        return JSONResponse(asked | {"id": str(uuid4())}, 201)


def _is_one(run: Run, which: dict[str, Any]) -> bool:
    """Runs whose end nobody gave are taken to have ended just now."""
    due_before, ended_after = which.get("expected_start_time"), (which.get("end_time") or {}).get("after_")
    return (
        str(run.deployment) in which["deployment_id"]["any_"]
        and run.state.value in which["state"]["type"]["any_"]
        and (not due_before or run.due_at <= datetime.fromisoformat(due_before["before_"]))
        and (not ended_after or not run.ended_at or run.ended_at >= datetime.fromisoformat(ended_after))
    )


def _answered(status: str, state: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"state": state, "status": status, "details": {"type": f"{status.lower()}_details"}}
