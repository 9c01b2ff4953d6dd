"""Owns how steps are retried and cached: named sets, each a reason.

No step is ever cached: what was done is in Postgres, and Prefect's default key holds the task's source, so that a
deploy would run the finished steps of waiting articles again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypedDict, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun

from models.domain.errors import TryLater, Unknown

P = ParamSpec("P")
R = TypeVar("R")


class Policy(TypedDict):
    retries: int
    retry_delay_seconds: list[float]
    retry_condition_fn: Any
    cache_policy: CachePolicy
    persist_result: bool


async def _may_be_tried_again(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """Only what did nothing, or what may be done again: every effect inside is claimed by its own key."""
    return isinstance(await state.aresult(raise_on_failure=False), TryLater | Unknown)


async def _may_be_paid_again(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:
    """A call that may have been charged is made once more and no more; then a person is told."""
    outcome = await state.aresult(raise_on_failure=False)
    return await _may_be_tried_again(task, run, state) and (run.run_count <= 1 or not isinstance(outcome, Unknown))


async def _may_come_soon(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:
    """Who has to wait for longer than the retries last waits on the schedule, and holds nothing meanwhile."""
    outcome = await state.aresult(raise_on_failure=False)
    asked = outcome.retry_after_seconds if isinstance(outcome, TryLater) else None
    return await _may_be_tried_again(task, run, state) and (asked or 0) <= sum(_UNTIL_THE_FEED_IS_SURE)


def _policy(*delays: float, condition: Any = _may_be_tried_again) -> Policy:
    return Policy(
        retries=len(delays),
        retry_delay_seconds=list(delays),
        retry_condition_fn=condition,
        cache_policy=NO_CACHE,
        persist_result=False,
    )


_BLIPS = (0.5, 2.0)


def own_step(step: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """A step inside our database that every tap takes: as a task of Prefect's it would cost more than it does."""

    @wraps(step)
    async def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        for blip_seconds in _BLIPS:
            with suppress(TryLater):
                return await step(*args, **kwargs)
            await asyncio.sleep(blip_seconds)
        return await step(*args, **kwargs)

    return patient


PAID_CALL = _policy(
    1, 5, 30, condition=_may_be_paid_again
)  # a model that is busy is given time; an answer that came is never asked for again
SEEN_BY_A_PERSON = _policy(1, 2, 5, 15)  # a message is worth more patience than a person has
READ = _policy(5, 20)  # a site that is away gets three tries, and the article is not kept by it
OWN_STEP = _policy(*_BLIPS)  # only our database is involved
_UNTIL_THE_FEED_IS_SURE = (5, 30, 120)
PUBLISH = _policy(
    *_UNTIL_THE_FEED_IS_SURE, condition=_may_come_soon
)  # a retry re-enters at the reconciliation, never at a blind POST
