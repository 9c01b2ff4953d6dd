"""Owns the showing of corrections that a chat has not got: upkeep finds them by the table."""

from prefect import task

from integrations.correcting import show_all
from integrations.services import services
from tasks.policies import OWN_STEP


@task(name="show corrections", task_run_name="Show corrections that were not shown", **OWN_STEP)
async def show_corrections() -> int:
    """How many are open."""
    return await show_all(await services())
