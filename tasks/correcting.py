"""Owns the showing of corrections that a chat has not got: upkeep finds them by the table."""

from prefect import task

from integrations.services import services
from integrations.telegram.correction_cards import show_all
from tasks.policies import OWN_STEP


@task(name="show corrections", task_run_name="Show corrections that were not shown", **OWN_STEP)
async def show_corrections() -> int:
    """How many are open."""
    return await show_all(await services())
