"""Owns Prefect seen as a vendor: start, resume, move and look at runs of articles. It does not know what runs do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterEndTime,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed, Scheduled

from models.domain.errors import Misconfigured, TryLater

ARTICLE_DEPLOYMENT = "article/article"
HOUSEKEEPING = "upkeep"  # the tag of the deployments that stand on Prefect's schedule
WORK_POOL = "copydesk"
AWAITING_PUBLISH = "AwaitingPublish"
AWAITING_LEASE = "AwaitingLease"
AWAITING_SERVICE = "AwaitingService"
_NOT_PAUSED = frozenset({403, 404, 409, 422})
_DELETED_AT_ONCE = 50  # what the server lets through
_PAGE = 200  # the server gives no more at once
_NOT_ENDED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_ENDED_BADLY = [StateType.CANCELLED, StateType.FAILED, StateType.CRASHED]
_LEFT = "Its process died and left it behind."


# Of prefect.states.exception_to_crashed_state: it was asked to end, or Prefect's server was away.
_NOT_ITS_OWN = ("Execution was cancelled", "Execution was aborted", "Request ")


@dataclass(frozen=True)
class RunState:
    """Where Prefect thinks that a run is."""

    name: str
    type: StateType
    scheduled_for: datetime | None
    since: datetime
    message: str = ""

    @property
    def crashed_by_itself(self) -> bool:
        """Prefect also calls crashed what ends with its process, as at every restart of the desk."""
        return self.type is StateType.CRASHED and not self.message.startswith(_NOT_ITS_OWN)


class Runs:
    def __init__(self, client: PrefectClient) -> None:
        self._client = client
        self._article_deployment: UUID | None = None

    async def start(self, article_id: int, attempt: int, name: str, tags: Iterable[str]) -> UUID:
        """Start the article's run; the same attempt is the same run, however often it is asked for."""
        with _reachable():
            run = await self._client.create_flow_run_from_deployment(
                await self._deployment(),
                parameters={"article_id": article_id},
                name=name,
                tags=list(tags),
                idempotency_key=f"{article_id}:{attempt}",
            )
        return run.id

    async def resume(self, run_id: UUID) -> bool:
        """Wake a suspended run. False means that it was not suspended: it is already awake, or not yet asleep."""
        try:
            with _reachable():
                answer = await self._client.resume_flow_run(run_id)
        except httpx.HTTPStatusError as refusal:
            if refusal.response.status_code in _NOT_PAUSED:
                return False
            raise
        return answer.status == "ACCEPT"

    async def reschedule(self, run_id: UUID, at: datetime, name: str | None = None) -> None:
        """Put the run on the schedule whatever state it is in; its stored work decides where it goes on."""
        with _reachable():
            await self._client.set_flow_run_state(run_id, Scheduled(scheduled_time=at, name=name), force=True)

    async def cancel(self, run_id: UUID) -> None:
        """Straight to Cancelled: a run that is not being executed would stay in Cancelling for ever."""
        try:
            with _reachable():
                await self._client.set_flow_run_state(run_id, Cancelled(), force=True)
        except ObjectNotFound:
            return

    async def states(self, run_ids: Iterable[UUID]) -> dict[UUID, RunState]:
        """The runs that still exist, with their states."""
        wanted, found = list(run_ids), []
        for start in range(0, len(wanted), _PAGE):
            page = FlowRunFilter(id=FlowRunFilterId(any_=wanted[start : start + _PAGE]))
            with _reachable():
                found += await self._client.read_flow_runs(flow_run_filter=page, limit=_PAGE)
        return {run.id: _state_of(run) for run in found}

    async def not_waiting(self, ended_since: datetime) -> frozenset[UUID]:
        """Runs of articles that run, or are believed to, and those that came to a bad end since then."""
        of_articles = FlowRunFilterDeploymentId(any_=[await self._deployment()])
        running = FlowRunFilter(deployment_id=of_articles, state=_in(_NOT_ENDED))
        ended = FlowRunFilter(
            deployment_id=of_articles,
            state=_in(_ENDED_BADLY),
            end_time=FlowRunFilterEndTime(after_=ended_since),
        )
        return frozenset([run.id for which in (running, ended) for run in await self._all(which)])

    async def _all(self, which: FlowRunFilter) -> list[FlowRun]:
        found: list[FlowRun] = []
        while len(found) % _PAGE == 0:
            with _reachable():
                page = await self._client.read_flow_runs(flow_run_filter=which, limit=_PAGE, offset=len(found))
            if not page:
                break
            found += page
        return found

    async def end_housekeeping(self, due_before: datetime) -> int:
        """End runs of the scheduled deployments that their process left behind as if they still ran."""
        with _reachable():
            if not (deployments := await self._housekeeping()):
                return 0
            left = FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=deployments),
                state=_in(_NOT_ENDED),
                expected_start_time=FlowRunFilterExpectedStartTime(before_=due_before),
            )
            found = await self._client.read_flow_runs(flow_run_filter=left, limit=_PAGE)
            for run in found:
                await self._client.set_flow_run_state(run.id, Crashed(message=_LEFT), force=True)
        return len(found)

    async def delete_housekeeping(self, states: Iterable[StateType], ended_before: datetime, at_most: int) -> int:
        """Delete old runs of the scheduled deployments, with their steps and logs: how many there were."""
        with _reachable():
            deployments = await self._housekeeping()
            old = FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=deployments),
                state=_in(states),
                end_time=FlowRunFilterEndTime(before_=ended_before),
            )
            if not deployments:  # a filter over nothing is no filter
                return 0
            deleted = 0
            while deleted < at_most and (found := await self._delete(old, min(_DELETED_AT_ONCE, at_most - deleted))):
                deleted += found
        return deleted

    async def _housekeeping(self) -> list[UUID]:
        tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=[HOUSEKEEPING]))
        return [each.id for each in await self._client.read_deployments(deployment_filter=tagged)]

    async def _delete(self, which: FlowRunFilter, limit: int) -> int:
        asked = {"flow_runs": which.model_dump(mode="json", exclude_none=True), "limit": limit}
        path = "/flow_runs/bulk_delete"
        answer = await self._client.request("POST", path, json=asked)  # type: ignore[arg-type] # no method has it yet
        return len(answer.raise_for_status().json()["deleted"])

    async def _deployment(self) -> UUID:
        if self._article_deployment is None:
            try:
                self._article_deployment = (await self._client.read_deployment_by_name(ARTICLE_DEPLOYMENT)).id
            except ObjectNotFound:
                raise Misconfigured("Prefect has no deployment “article”. Run `copydesk up`, which makes it.") from None
        return self._article_deployment


def _in(states: Iterable[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states)))


def _state_of(run: FlowRun) -> RunState:
    if run.state is None:
        return RunState("Unknown", StateType.CRASHED, None, datetime.min.replace(tzinfo=UTC))
    scheduled_for = run.state.state_details.scheduled_time
    return RunState(run.state.name or "", run.state.type, scheduled_for, run.state.timestamp, run.state.message or "")


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except httpx.TransportError as error:
        raise TryLater("The Prefect server cannot be reached right now.") from error
