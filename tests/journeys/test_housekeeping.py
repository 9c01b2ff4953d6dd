"""What Prefect keeps of the scheduled deployments goes after a day, and what it keeps of articles does not."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from deployments import postgres
from deployments.home import Home
from deployments.rehearsal import Rehearsal
from models.database import without_driver
from models.domain.article import Stage
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)
_AGED = """
update flow_run set end_time = end_time - interval '25 hours', start_time = start_time - interval '25 hours'
where id = any(%s::uuid[])
"""
_DUE_LONG_AGO = "update flow_run set expected_start_time = now() - interval '31 minutes' where id = %s"
_ENDED_LONG_AGO = "update flow_run set end_time = now() - interval '8 days' where id = %s"
_STATES = "select count(*) from flow_run_state where flow_run_id = any(%s::uuid[])"
_LOGS = "select count(*) from log where flow_run_id = any(%s::uuid[])"
_TASK_RUNS = "select count(*) from task_run where flow_run_id = any(%s::uuid[])"


async def test_old_runs_of_the_housekeeping_are_deleted_with_their_states_and_logs_and_an_articles_run_is_not(
    stack: Rehearsal, cast: Cast
) -> None:
    article_id = await cast.start("The run that may stay", images=0)
    await cast.approve_text()
    await cast.approve_plan()
    article = await cast.until(article_id, Stage.PUBLISHED)
    await cast.ended(article.flow_run_id)
    old, failed, young = [await cast.run_deployment("dispatch/dispatch") for _ in range(3)]
    await _force(cast, failed, "FAILED")
    while not _ask(stack, _LOGS, [old]):  # they are sent every two seconds
        await asyncio.sleep(0.1)
    _age(stack, old, failed, str(article.flow_run_id))
    await cast.run_deployment("trim/trim")
    assert await _known(cast, old, failed, young, str(article.flow_run_id)) == {failed, young, str(article.flow_run_id)}
    assert _ask(stack, _STATES, [old]) == 0
    while _ask(stack, _LOGS, [old]):  # the server deletes them when it has answered
        await asyncio.sleep(0.1)


async def test_a_run_that_a_kill_left_running_is_ended_and_then_trimmed(stack: Rehearsal, cast: Cast) -> None:
    left = await cast.run_deployment("upkeep/upkeep")
    await _force(cast, left, "RUNNING")
    with _database(stack) as connection:
        assert connection.execute(_DUE_LONG_AGO, [left]).rowcount == 1
    await cast.run_deployment("trim/trim")
    [ended] = await _runs(cast, left)
    assert (ended["state_type"], ended["end_time"] is None) == ("CRASHED", False)
    with _database(stack) as connection:
        assert connection.execute(_ENDED_LONG_AGO, [left]).rowcount == 1
    await cast.run_deployment("trim/trim")
    assert await _known(cast, left) == set()


async def test_a_round_that_finds_nothing_leaves_no_steps_in_prefect(stack: Rehearsal, cast: Cast) -> None:
    """As task runs the looks would be more than half of what Prefect stores in a day."""
    rounds = [
        await cast.run_deployment(deployment) for deployment in ("dispatch/dispatch", "upkeep/upkeep", "trim/trim")
    ]
    assert _ask(stack, _TASK_RUNS, rounds) == 0


async def _force(cast: Cast, run_id: str, state_type: str) -> None:
    async with _prefect(cast) as http:
        state = {"state": {"type": state_type}, "force": True}
        (await http.post(f"/flow_runs/{run_id}/set_state", json=state)).raise_for_status()


async def _known(cast: Cast, *run_ids: str) -> set[str]:
    return {run["id"] for run in await _runs(cast, *run_ids)}


async def _runs(cast: Cast, *run_ids: str) -> list[dict[str, Any]]:
    return await cast.prefect("/flow_runs/filter", {"flow_runs": {"id": {"any_": run_ids}}})


def _prefect(cast: Cast) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=cast.desk.address.prefect_api_url, trust_env=False)


def _age(stack: Rehearsal, *run_ids: str) -> None:
    with _database(stack) as connection:
        assert connection.execute(_AGED, [list(run_ids)]).rowcount == len(run_ids)


def _ask(stack: Rehearsal, query: str, run_ids: list[str]) -> int:
    with _database(stack) as connection:
        (answer,) = connection.execute(query.encode(), [run_ids]).fetchone() or (0,)
        return int(answer)


def _database(stack: Rehearsal) -> psycopg.Connection:
    url = postgres.url(Home(stack.home), "prefect")
    return psycopg.connect(without_driver(SecretStr(url)), autocommit=True)
