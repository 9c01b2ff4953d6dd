"""Owns how steps are retried and cached: named sets, each a reason.

No step is ever cached: what was done is in Postgres, and Prefect's default key holds the task's source, so that a
deploy would run the finished steps of waiting articles again.
"""

from typing import Any, TypedDict

from prefect import Task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun

from models.domain.errors import TryLater, Unknown


class Policy(TypedDict):
    retries: int
    retry_delay_seconds: list[float]
    retry_condition_fn: Any
    cache_policy: CachePolicy
    persist_result: bool


async def _may_be_tried_again(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """Only what did nothing, or what may be done again: every effect inside is claimed by its own key."""
    return isinstance(await state.aresult(raise_on_failure=False), TryLater | Unknown)


def _policy(*delays: float) -> Policy:
    return Policy(
        retries=len(delays),
        retry_delay_seconds=list(delays),
        retry_condition_fn=_may_be_tried_again,
        cache_policy=NO_CACHE,
        persist_result=False,
    )


PAID_CALL = _policy(1, 5, 30)  # a model that is busy is given time; an answer that came is never asked for again
SEEN_BY_A_PERSON = _policy(1, 2, 5, 15)  # a message is worth more patience than a person has
OWN_STEP = _policy(0.5, 2)  # only our database is involved
PUBLISH = _policy(5, 30, 120)  # a retry re-enters at the reconciliation, never at a blind POST
