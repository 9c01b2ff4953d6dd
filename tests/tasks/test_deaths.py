"""An article that brings its workers down is set aside; one that was only there is not."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from prefect.client.schemas.objects import StateType

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import EffectKind
from models.domain.errors import HeldElsewhere
from models.store import effects
from models.tables import Article
from tasks.holders import holder_of, this_process
from tasks.lease import LENGTH, working_on
from tasks.reviving import revive_the_dead, take_over
from tests.builders import an_account, an_article, change, reread
from tests.conftest import Clock
from tests.recorded_prefect import RecordedPrefect

NO_RUN = UUID(int=0)
NO_PROCESS = 2**22 + 1  # beyond what Linux gives


@pytest.fixture
async def article(desk: Services, prefect: RecordedPrefect, clock: Clock) -> Article:
    clock.now = datetime.now(UTC).replace(year=2100)  # after the start of the real PostgreSQL, whenever that is
    return await an_article(desk, await an_account(desk), Stage.DRAFTING, flow_run_id=prefect.a_run())


async def _dies(desk: Services, article: Article, holder: str = f"{holder_of(NO_PROCESS, 1)}:1") -> None:
    async with desk.database.session() as session:
        assert await effects.take_lease(session, article.id, holder, desk.clock(), LENGTH)


async def _dies_elsewhere(desk: Services, article: Article, clock: Clock) -> None:
    await _dies(desk, article, "another/host:7:1:1")
    clock.now += LENGTH


async def test_the_third_death_sets_it_aside_with_its_reason(desk: Services, article: Article, clock: Clock) -> None:
    for deaths in (1, 2):
        await _dies(desk, article)
        await take_over(desk)
        found = await reread(desk, article)
        assert (found.stage, found.deaths) == (Stage.DRAFTING, deaths)
    await _dies(desk, article)
    await take_over(desk)
    found = await reread(desk, article)
    assert (found.stage, found.stopped_at_stage, found.told_at) == (Stage.FAILED, Stage.DRAFTING, None)
    assert found.reason == "its work brought the worker down 3 times; the worker's log says more"


async def _crashes(desk: Services, article: Article, clock: Clock, prefect: RecordedPrefect, message: str) -> Article:
    clock.advance(seconds=31)
    run = prefect.runs[(await reread(desk, article)).flow_run_id or NO_RUN]
    run.state, run.since, run.message = StateType.CRASHED, clock(), message
    clock.advance(seconds=31)
    await revive_the_dead.fn()
    return await reread(desk, article)


async def test_a_run_that_crashes_before_it_takes_a_lease_is_tried_three_times_and_then_told_of(
    desk: Services, article: Article, clock: Clock, prefect: RecordedPrefect
) -> None:
    """As a stock worker whose processes cannot start."""
    for deaths in (1, 2):
        found = await _crashes(desk, article, clock, prefect, "Process exited with status code: 1.")
        assert (found.stage, found.deaths) == (Stage.DRAFTING, deaths)
    found = await _crashes(desk, article, clock, prefect, "Process exited with status code: 1.")
    assert (found.stage, found.told_at) == (Stage.FAILED, None)
    assert found.reason == "its run crashed 3 times without getting on; Prefect's log says why"
    assert prefect.states_set == [(article.flow_run_id, StateType.SCHEDULED)] * 3  # the last one has a word to say
    assert (await _crashes(desk, article, clock, prefect, "Process exited with status code: 1.")).told_at is not None
    assert len(prefect.states_set) == 3


async def test_a_restart_of_the_desk_or_of_prefect_is_no_crash_and_a_death_is_counted_once(
    desk: Services, article: Article, clock: Clock, prefect: RecordedPrefect
) -> None:
    for _ in range(2):
        for message in ("Execution was cancelled by the runtime environment.", "Request to http://prefect failed: "):
            await _crashes(desk, article, clock, prefect, message)
    assert (await reread(desk, article)).deaths == 0
    assert article.flow_run_id is not None
    run = prefect.runs[article.flow_run_id]
    run.state, run.since, run.message = StateType.CRASHED, clock(), "Process exited with status code: -9."
    await _dies_elsewhere(desk, article, clock)
    await take_over(desk)
    assert (await reread(desk, article)).deaths == 1


async def test_deaths_elsewhere_count_when_the_lease_has_run_out(
    desk: Services, article: Article, clock: Clock
) -> None:
    for _ in range(2):
        await _dies_elsewhere(desk, article, clock)
        async with working_on(article.id) as hold:
            assert hold.left is not None
        clock.advance(seconds=1)
    await _dies_elsewhere(desk, article, clock)
    async with working_on(article.id):
        assert (await reread(desk, article)).stage is Stage.FAILED


async def _step_done(desk: Services, article: Article, clock: Clock) -> None:
    async def act() -> dict[str, object]:
        return {}

    async with working_on(article.id) as hold:
        await desk.effects.once(f"a step at {clock.now}", EffectKind.MESSAGE, act, hold=hold)


async def _stage_moved(desk: Services, article: Article, clock: Clock) -> None:
    await change(desk, article, stage_since=clock())


@pytest.mark.parametrize("get_on", [_step_done, _stage_moved])
async def test_one_that_gets_on_between_is_not_to_blame(
    desk: Services, article: Article, clock: Clock, get_on: Callable[..., object]
) -> None:
    for _ in range(5):
        await _dies(desk, article)
        await take_over(desk)
        clock.advance(seconds=1)
        await get_on(desk, article, clock)  # type: ignore[misc]
    assert (await reread(desk, article)).deaths == 1


async def test_a_lease_that_was_given_back_is_no_death(desk: Services, article: Article) -> None:
    """An orderly stop cancels what is in hand, and each gives its lease back."""
    for _ in range(3):
        async with working_on(article.id):
            pass
        await take_over(desk)
    assert (await reread(desk, article)).deaths == 0


async def test_a_lease_that_ran_out_under_a_living_worker_is_no_death(
    desk: Services, article: Article, clock: Clock
) -> None:
    await _dies(desk, article, f"{this_process()}:another task")
    clock.now += LENGTH
    async with working_on(article.id) as hold:
        assert hold.left is not None
    assert (await reread(desk, article)).deaths == 0


async def test_after_a_restart_of_postgresql_nobody_is_to_blame(desk: Services, article: Article, clock: Clock) -> None:
    clock.now = datetime.now(UTC).replace(year=2000)
    await _dies_elsewhere(desk, article, clock)
    await take_over(desk)
    assert (await reread(desk, article)).deaths == 0


async def test_of_the_suspects_one_at_a_time_is_worked_on_and_all_others_go_on(
    desk: Services, article: Article, prefect: RecordedPrefect, clock: Clock
) -> None:
    account = await an_account(desk, "another")
    second, healthy = [await an_article(desk, account, Stage.DRAFTING) for _ in range(2)]
    for suspect in (article, second):
        await change(desk, suspect, deaths=2)
    async with working_on(article.id), working_on(healthy.id):
        with pytest.raises(HeldElsewhere, match="is worked on first"):
            async with working_on(second.id):
                pass
    async with working_on(second.id) as hold:
        assert hold.deaths == 2
