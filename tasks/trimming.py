"""Owns the trimming of what is kept for a while only: Prefect's runs of our housekeeping, images that came to nothing.

It refuses every run of an article: Prefect's own vacuum knows one age for all, and an article's run is worth reading
for longer than the thousands of runs a day that found nothing to do.
"""

from datetime import timedelta

from prefect import task
from prefect.client.schemas.objects import StateType

from integrations.services import services
from models.store import pictures
from tasks.policies import OWN_STEP

KEPT: dict[frozenset[StateType], timedelta] = {
    frozenset({StateType.COMPLETED, StateType.CANCELLED}): timedelta(days=1),
    frozenset({StateType.FAILED, StateType.CRASHED}): timedelta(days=7),  # somebody will want to know why
}
_AT_ONCE = 10_000  # after months of neglect it takes some rounds more
_LONGEST_RUN = timedelta(minutes=30)  # they take seconds: what runs for longer was left behind by a kill
_PAID_PICTURES_KEPT = timedelta(days=30)


@task(name="trim", task_run_name="Delete old runs of the housekeeping", **OWN_STEP)
async def trim_housekeeping() -> int:
    desk = await services()
    async with desk.database.session() as session:
        await pictures.forget(session, desk.clock() - _PAID_PICTURES_KEPT)
    await desk.runs.end_housekeeping(desk.clock() - _LONGEST_RUN)
    deleted = 0
    for states, kept in KEPT.items():
        deleted += await desk.runs.delete_housekeeping(states, desk.clock() - kept, at_most=_AT_ONCE - deleted)
    return deleted
