"""Owns what becomes of housekeeping runs that nobody executed in time: of each deployment only the newest is run."""

from collections.abc import Sequence

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Cancelled

from integrations.runs import HOUSEKEEPING

_MISSED = "It was missed; a later one does all that is to be done."


async def without_missed(client: PrefectClient, due: Sequence[FlowRun]) -> list[FlowRun]:
    """The runs to execute; the missed ones are cancelled, so that a long outage is not made up for run by run."""
    newest = {run.deployment_id: run.id for run in sorted(due, key=_when) if HOUSEKEEPING in run.tags}
    missed = [run for run in due if HOUSEKEEPING in run.tags and newest[run.deployment_id] != run.id]
    for run in missed:
        await client.set_flow_run_state(run.id, Cancelled(message=_MISSED))
    return [run for run in due if run not in missed]


def _when(run: FlowRun) -> float:
    return run.next_scheduled_start_time.timestamp() if run.next_scheduled_start_time else 0.0
