"""Runs that stand on Prefect's schedule: those at a time that is no more, and those that wait as they should."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from prefect.client.schemas.objects import StateType

from integrations.runs import AWAITING_PUBLISH
from integrations.services import Services
from models.domain.article import Stage
from tasks.reviving import revive_the_dead
from tests.builders import an_account, an_article
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect


def parked(prefect: RecordedPrefect, since: datetime, until: datetime) -> UUID:
    run_id = prefect.a_run(StateType.SCHEDULED, since=since)
    prefect.runs[run_id].name, prefect.runs[run_id].scheduled_for = AWAITING_PUBLISH, until
    return run_id


@pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.DRAFT_REVIEW])
async def test_a_run_that_stands_at_a_time_that_is_no_more_looks_at_the_clock_again(
    desk: Services, prefect: RecordedPrefect, clock: Clock, stage: Stage
) -> None:
    """It was moved to an earlier time, or reopened, and whoever did it died before its run was told."""
    run_id, tomorrow = parked(prefect, clock(), clock() + timedelta(days=3)), clock() + timedelta(days=1)
    await an_article(desk, await an_account(desk), stage, flow_run_id=run_id, publish_at=tomorrow)
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 1
    assert prefect.states_set == [(run_id, StateType.SCHEDULED)]
    assert prefect.runs[run_id].scheduled_for == clock()


async def test_a_run_that_waits_for_its_time_or_after_it_for_its_turn_is_left_alone(
    desk: Services, prefect: RecordedPrefect, clock: Clock
) -> None:
    account, soon = await an_account(desk), clock() + timedelta(minutes=5)
    in_time = parked(prefect, clock() - timedelta(days=1), soon)
    at_its_turn = parked(prefect, clock(), clock() + timedelta(hours=1))
    await an_article(desk, account, Stage.SCHEDULED, flow_run_id=in_time, publish_at=soon)
    await an_article(desk, account, Stage.SCHEDULED, flow_run_id=at_its_turn, publish_at=clock())
    clock.advance(seconds=31)
    assert await revive_the_dead.fn() == 0
    assert prefect.states_set == []
