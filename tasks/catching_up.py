"""Owns what the writer should have seen and did not: cards that never went out, cards with buttons that do nothing."""

from datetime import timedelta

from prefect import task

from integrations.services import services
from integrations.telegram import settling
from models.store import cards
from tasks.policies import OWN_STEP

_GIVEN_TO_A_SHOW = timedelta(seconds=60)


@task(name="show what was not shown", task_run_name="Let runs show what never went out", **OWN_STEP)
async def show_the_unshown() -> int:
    """A run that waits for a word about something that nobody was shown: woken, it shows it and sleeps again."""
    desk = await services()
    async with desk.database.session() as session:
        waiting = await cards.not_shown(session, desk.clock(), desk.clock() - _GIVEN_TO_A_SHOW)
    for article in waiting:
        await desk.desk.wake(article)
    return len(waiting)


@task(name="settle cards", task_run_name="Take dead buttons away", **OWN_STEP)
async def settle_cards() -> int:
    return await settling.settle(await services())
