"""After an outage, housekeeping is not made up for run by run."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, StateType

from deployments.missed import without_missed
from integrations.runs import HOUSEKEEPING
from integrations.services import Services
from tests.recorded_prefect import RecordedPrefect

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def a_due_run(prefect: RecordedPrefect, deployment: UUID, minutes_ago: int, *tags: str) -> FlowRun:
    return FlowRun(
        id=prefect.a_run(StateType.SCHEDULED),
        flow_id=uuid4(),
        deployment_id=deployment,
        tags=list(tags),
        auto_scheduled=True,
        next_scheduled_start_time=NOW - timedelta(minutes=minutes_ago),
    )


async def test_of_each_housekeeping_deployment_only_the_newest_is_left_and_articles_all(
    desk: Services, prefect: RecordedPrefect
) -> None:
    dispatch, upkeep, article = uuid4(), uuid4(), uuid4()
    old = [a_due_run(prefect, dispatch, minutes, HOUSEKEEPING) for minutes in (3, 2)]
    kept = [
        a_due_run(prefect, dispatch, 1, HOUSEKEEPING),
        a_due_run(prefect, upkeep, 2, HOUSEKEEPING),
        a_due_run(prefect, article, 2),
        a_due_run(prefect, article, 1),
    ]
    async with PrefectClient(desk.address.prefect_api_url) as client:
        assert await without_missed(client, [kept[0], *old, *kept[1:]], NOW) == kept
    assert prefect.states_set == [(run.id, StateType.CANCELLED) for run in old]


async def test_what_somebody_asked_for_is_run_although_the_schedule_has_a_later_one(
    desk: Services, prefect: RecordedPrefect
) -> None:
    upkeep = uuid4()
    asked = a_due_run(prefect, upkeep, 1, HOUSEKEEPING).model_copy(update={"auto_scheduled": False})
    due, to_come = [a_due_run(prefect, upkeep, minutes, HOUSEKEEPING) for minutes in (0, -1)]
    async with PrefectClient(desk.address.prefect_api_url) as client:
        assert await without_missed(client, [asked, due, to_come], NOW) == [asked, due, to_come]
    assert prefect.states_set == []
