"""Owns the repair of runs: those that were decided and still sleep, and those that Prefect or a person left behind."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from prefect import task
from prefect.client.schemas.objects import StateType

from integrations.resuming import start_run
from integrations.runs import AWAITING_PUBLISH, RunState
from integrations.services import Services, services
from models.domain.article import ENDED, WAITING_FOR_A_PERSON, WORKED_ON, Stage
from models.store import articles, effects, orphans, reviews
from models.tables import Article, Lease
from tasks import deaths
from tasks.holders import is_certainly_dead, this_process
from tasks.lease import LENGTH
from tasks.policies import OWN_STEP

_GIVEN_TO_A_TAP = timedelta(seconds=20)
_GIVEN_TO_A_START = timedelta(seconds=30)
_ENDED_LATELY = timedelta(days=1)
_TURN_SECONDS = 120  # a round of upkeep
_FAILED_TWICE = "its run failed twice; Prefect's log says why"
_RUNS_THAT_MAY_FAIL = 1  # after that it is not bad luck, and a person has to look
_LEFT_BEHIND = frozenset({StateType.RUNNING, StateType.PENDING, StateType.CRASHED})
_EXECUTING = frozenset({StateType.RUNNING, StateType.PENDING})
_WAITING = frozenset({StateType.SCHEDULED, StateType.PAUSED})
_NEVER_SLEEPS = (WORKED_ON | ENDED) - {Stage.INTERVIEWING}
_CANCELLED = frozenset({StateType.CANCELLED, StateType.CANCELLING})


@task(name="wake the decided", task_run_name="Wake runs whose decision was stored", **OWN_STEP)
async def wake_the_decided() -> int:
    """A decision was stored and the process that would have gone on with it died, or is frozen."""
    desk = await services()
    now = desk.clock()
    async with desk.database.session() as session:
        waiting = await reviews.decided_and_idle(session, now - _GIVEN_TO_A_TAP, now)
        asleep = [await articles.article(session, article_id) for article_id in waiting]
    for article in asleep:
        await desk.desk.wake_everywhere(article)
    return len(asleep)


async def has_work(article_id: int) -> bool:
    """A decision has not been taken in, or the article is at a stage that waits for nobody."""
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        return article.stage not in WAITING_FOR_A_PERSON | ENDED or bool(await reviews.to_apply(session, article_id))


@task(name="revive the dead", task_run_name="Put right the runs that were left behind", **OWN_STEP)
async def revive_the_dead() -> int:
    """Articles on which nobody works and that want a run, if only to tell how they ended: does it wait as it should?"""
    desk = await services()
    taken_over = await take_over(desk)
    now, since = desk.clock(), desk.clock() - _GIVEN_TO_A_START
    moving = await desk.runs.not_waiting(ended_since=now - _ENDED_LATELY)
    async with desk.database.session() as session:
        found = [
            *await orphans.of_the_busy(session, now, since),
            *await orphans.of_runs(session, now, since, moving),
            *await orphans.in_turn(session, now, since, turn=int(now.timestamp() // _TURN_SECONDS)),
        ]
    return taken_over + await _put_right(desk, {each.id: each for each in found}.values(), begun_before=since)


async def take_over(desk: Services) -> int:
    """What a worker had in hand when it died: of this host's dead at once, of all others when their leases ran out."""
    async with desk.database.session() as session:
        left = []
        for lease in await effects.leases(session):
            if _is_left(lease, desk.clock()) and await effects.clear_away(session, lease):
                await deaths.count(desk, session, lease.article_id, lease.holder, lease.expires_at - LENGTH)
                left.append(await articles.article(session, lease.article_id))
    return await _put_right(desk, left, begun_before=desk.clock())


def _is_left(lease: Lease, now: datetime) -> bool:
    if lease.holder.startswith(f"{this_process()}:"):
        return lease.expires_at + LENGTH < now  # it is renewed after an outage, unless it could not be given back
    return lease.expires_at <= now or is_certainly_dead(lease.holder)


async def _put_right(desk: Services, found: Iterable[Article], begun_before: datetime) -> int:
    """Who took a run from the schedule after that moment may not have come to its lease yet."""
    left = list(found)
    states = await desk.runs.states(article.flow_run_id for article in left if article.flow_run_id is not None)
    starting = {run_id for run_id, state in states.items() if state.type in _EXECUTING and state.since > begun_before}
    return sum([await _mend(desk, article, states) for article in left if article.flow_run_id not in starting])


async def _mend(desk: Services, article: Article, states: dict[UUID, RunState]) -> bool:
    """Go on with the same run where Prefect lets it, with a new one where the old is gone or ended."""
    run_id = article.flow_run_id
    if run_id is None:
        await start_run(desk, article.id)
        return True
    state = states.get(run_id)
    if state is not None and _waits_in_vain(article, state):
        await desk.runs.reschedule(run_id, desk.clock())
        return True
    if state is not None and state.type in _WAITING:
        return False
    if state is not None and state.type in _LEFT_BEHIND:
        if state.crashed_by_itself:
            if article.stage in ENDED and article.deaths >= deaths.TOLERATED:  # its run only had a word to say
                await _give_up_telling(desk, article.id)
                return True
            await deaths.count_crash(desk, article.id, state.since)
        await desk.runs.reschedule(run_id, desk.clock())
        return True
    await _begin_again(desk, article.id, state)
    return True


def _waits_in_vain(article: Article, state: RunState) -> bool:
    """It goes on, or was moved or reopened, and whoever did that died, or Prefect was away, before its run was told.

    A run that parked itself after the article's time had come waits for something else, as its turn.
    """
    if state.type is StateType.PAUSED:
        return article.stage in _NEVER_SLEEPS
    if state.name != AWAITING_PUBLISH or state.scheduled_for is None:
        return False
    is_too_late = state.since < article.publish_at < state.scheduled_for
    return article.stage in WAITING_FOR_A_PERSON or (article.stage is Stage.SCHEDULED and is_too_late)


async def _give_up_telling(desk: Services, article_id: int) -> None:
    """The pages and `copydesk status` show how it ended."""
    async with desk.database.session() as session:
        (await articles.article(session, article_id, for_change=True)).told_at = desk.clock()


async def _begin_again(desk: Services, article_id: int, state: RunState | None) -> None:
    """A run that was deleted goes on as a new one; a cancelled one is a wish to hold; a failed one is tried once more.

    The new run of a stopped article does nothing but tell the writer.
    """
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        article.attempt, article.flow_run_id = article.attempt + 1, None
        if state is not None and state.type in _CANCELLED and article.stage not in ENDED:
            await reviews.close_open(session, article_id, desk.clock())
            articles.move(session, article, Stage.ON_HOLD, desk.clock(), "its run was cancelled in Prefect")
        elif state is not None and state.type is StateType.FAILED:
            article.failed_runs += 1
            if article.failed_runs > _RUNS_THAT_MAY_FAIL:
                if article.stage in ENDED:  # its run only had a word to say, and cannot
                    article.told_at = desk.clock()
                    return
                await reviews.close_open(session, article_id, desk.clock())
                articles.move(session, article, Stage.FAILED, desk.clock(), _FAILED_TWICE)
    await start_run(desk, article_id)
