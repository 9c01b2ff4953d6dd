"""Owns what becomes of housekeeping runs that nobody executed in time: of each deployment only the newest is run.

A run that somebody asked for, as with the button in Prefect's UI, is none of them, and neither is one whose time comes.
"""

from collections.abc import Sequence
from datetime import datetime

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Cancelled

from integrations.runs import HOUSEKEEPING

_MISSED = "It was missed; a later one does all that is to be done."


async def without_missed(client: PrefectClient, due: Sequence[FlowRun], now: datetime) -> list[FlowRun]:
    """The runs to execute; the missed ones are cancelled, so that a long outage is not made up for run by run."""
    overdue = [run for run in due if HOUSEKEEPING in run.tags and run.auto_scheduled and _when(run) <= now.timestamp()]
    newest = {run.deployment_id: run.id for run in sorted(overdue, key=_when)}
    missed = [run for run in overdue if newest[run.deployment_id] != run.id]
    for run in missed:
        await client.set_flow_run_state(run.id, Cancelled(message=_MISSED))
    return [run for run in due if run not in missed]


def _when(run: FlowRun) -> float:
    return run.next_scheduled_start_time.timestamp() if run.next_scheduled_start_time else 0.0
