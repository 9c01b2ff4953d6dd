"""Of thousands of articles that wait, upkeep asks Prefect only for those that may have been left behind."""

import pytest
from prefect.client.schemas.objects import StateType

from integrations.services import Services
from models.domain.article import Stage
from models.store import orphans
from tasks.reviving import revive_the_dead
from tests.builders import an_account, an_article, reread
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect


async def test_one_that_waits_is_looked_at_when_its_run_ended_or_runs_and_else_in_its_turn(
    desk: Services, prefect: RecordedPrefect, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of thousands only those are asked for in Prefect of which it may be that nobody goes on with them."""
    monkeypatch.setattr(orphans, "IN_TURN", 1)
    account = await an_account(desk)
    runs = [prefect.a_run(state) for state in (StateType.PAUSED, StateType.PAUSED, StateType.CANCELLED)]
    asleep, deleted, cancelled = [
        await an_article(desk, account, Stage.DRAFT_REVIEW, topic=f"topic {run}", flow_run_id=run) for run in runs
    ]
    prefect.forget_run(runs[1])
    clock.advance(seconds=31)
    while (await reread(desk, deleted)).attempt == 1:
        await revive_the_dead.fn()
        assert (await reread(desk, cancelled)).stage is Stage.ON_HOLD, "in the first round"
        clock.advance(minutes=2)
    assert (await reread(desk, asleep)).attempt == 1
