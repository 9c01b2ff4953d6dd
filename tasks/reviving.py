"""Owns the repair of runs: those that were decided and still sleep, and those whose process is dead."""

import os
import socket
from datetime import timedelta

import psutil
from prefect import task
from prefect.client.schemas.objects import StateType

from integrations.resuming import start_run
from integrations.services import Services, services
from models.domain.article import IN_PROGRESS
from models.store import articles, effects, reviews
from models.tables import Article
from tasks.policies import OWN_STEP

_GIVEN_TO_A_TAP = timedelta(seconds=20)
_GIVEN_TO_A_START = timedelta(seconds=30)
# Crashed is what Prefect calls a run that was cancelled with its process, as at every restart of the desk.
_LEFT_BEHIND = frozenset({StateType.RUNNING, StateType.PENDING, StateType.CRASHED})


@task(name="wake the decided", task_run_name="Wake runs whose decision was stored", **OWN_STEP)
async def wake_the_decided() -> int:
    """A decision was stored and the process that would have woken the run died."""
    desk = await services()
    async with desk.database.session() as session:
        waiting = await reviews.decided_and_waiting(session, desk.clock() - _GIVEN_TO_A_TAP)
        asleep = [await articles.article(session, article_id) for article_id in waiting]
    for article in asleep:
        await desk.desk.wake(article)
    return len(asleep)


@task(name="revive the dead", task_run_name="Go on with runs whose process is dead", **OWN_STEP)
async def revive_the_dead() -> int:
    """Prefect believes that they run, and nobody holds their article."""
    desk = await services()
    async with desk.database.session() as session:
        since = desk.clock() - _GIVEN_TO_A_START
        orphans = await articles.without_lease(session, IN_PROGRESS, desk.clock(), since)
    return await _reschedule(desk, orphans)


async def revive_the_dead_of_this_host(desk: Services) -> int:
    """At start: leases of processes of this host that no longer exist need not run out first."""
    async with desk.database.session() as session:
        orphans = []
        for lease in await effects.leases_held_by(session, f"{socket.gethostname()}:"):
            if not _is_alive(int(lease.holder.split(":")[1])):
                orphans.append(await articles.article(session, lease.article_id))
                await session.delete(lease)
    return await _reschedule(desk, orphans)


def _is_alive(pid: int) -> bool:
    return pid != os.getpid() and psutil.pid_exists(pid)


async def _reschedule(desk: Services, orphans: list[Article]) -> int:
    for article in orphans:
        if article.flow_run_id is None:
            await start_run(desk, article.id)
    states = await desk.runs.states(article.flow_run_id for article in orphans if article.flow_run_id is not None)
    dead = [run_id for run_id, state in states.items() if state.type in _LEFT_BEHIND]
    for run_id in dead:
        await desk.runs.reschedule(run_id, desk.clock())
    return len(dead)
