"""How often a step is tried again, by what its end proves."""

import pytest
from prefect import task
from prefect.client.schemas.objects import TaskRun
from prefect.states import Failed

from models.domain.errors import CopydeskError, NeedsPerson, TryLater, Unknown
from tasks.policies import PAID_CALL, PUBLISH


@task
async def a_step() -> None: ...


@pytest.mark.parametrize(
    ("error", "tries_so_far", "again"),
    [
        (TryLater("busy"), 3, True),
        (Unknown("it may have been charged"), 1, True),
        (Unknown("it may have been charged"), 2, False),
        (NeedsPerson("refused"), 1, False),
    ],
)
async def test_a_call_that_may_have_been_charged_is_made_once_more_and_no_more(
    error: CopydeskError, tries_so_far: int, again: bool
) -> None:
    run = TaskRun(task_key="a step", dynamic_key="0", run_count=tries_so_far)
    assert await PAID_CALL["retry_condition_fn"](a_step, run, Failed(data=error)) is again


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (Unknown("its answer was lost"), True),
        (TryLater("busy"), True),
        (TryLater("busy", 60), True),
        (TryLater("busy", 3600), False),
        (NeedsPerson("refused"), False),
    ],
)
async def test_who_is_asked_to_wait_for_an_hour_waits_on_the_schedule(error: CopydeskError, again: bool) -> None:
    run = TaskRun(task_key="a step", dynamic_key="0", run_count=1)
    assert await PUBLISH["retry_condition_fn"](a_step, run, Failed(data=error)) is again
