"""Owns the two ways in which a run leaves its process: suspended until a person decides, and parked until a time.

It is the only place that suspends. A stored decision is looked for before and after falling asleep: before, because
it may have come early; after, because one that came in between found nobody asleep whom it could wake.
"""

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID, uuid4

from prefect import State
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, ObjectNotFound, Pause
from prefect.states import Scheduled, Suspended
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.runs import AWAITING_LEASE, AWAITING_PUBLISH, AWAITING_SERVICE
from integrations.services import services
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.domain.punctuality import AskAgain, GoOut, Outcome, Wait, at_its_time
from models.domain.review import ReviewKind
from models.store import accounts, articles, calendar, reviews
from models.tables import Article, Review

Show = Callable[[int], Coroutine[Any, Any, None]]
_COMES_BACK_AFTER = timedelta(seconds=5)
_TRIES_AGAIN_AFTER = timedelta(seconds=60)
_OUTAGES_LAST = timedelta(hours=6)
_LOOKS_AGAIN_AFTER = timedelta(minutes=10)  # an account that is paused


async def decision(article_id: int, kind: ReviewKind, show: Show) -> None:
    """Return when something was decided; until then show what is to be decided, once, and sleep."""
    if await _is_decided(article_id):
        return
    if not await _is_shown(article_id, kind):
        await show(article_id)
        if await _is_decided(article_id):
            return
    await _sleep(article_id, kind)


async def time(article_id: int) -> bool:
    """True when the article's time has come; until then the run stands on Prefect's schedule and nothing runs.

    A time that was missed by more than the account's grace, as when the machine slept, is asked about; what was
    missed by less goes out by itself, one after the other, so that nothing goes out in a burst.
    """
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        outcome = await _outcome(session, article, desk.clock())
        if isinstance(outcome, AskAgain):
            article.seal = None
            articles.move(session, article, Stage.FINAL_REVIEW, desk.clock(), outcome.reason)
    if isinstance(outcome, Wait):
        await _park(outcome.until, AWAITING_PUBLISH)
    return isinstance(outcome, GoOut)


async def _outcome(session: AsyncSession, article: Article, now: datetime) -> Outcome:
    if article.publish_at > now:
        return Wait(article.publish_at)
    account = await accounts.account(session, article.account_id)
    if account.is_paused:
        return Wait(now + _LOOKS_AGAIN_AFTER)
    around = await calendar.surroundings(session, article, account, now)
    return at_its_time(article.publish_at, timedelta(minutes=account.grace_minutes), around, now)


async def come_back_soon() -> NoReturn:
    """Somebody else works on the article, or died while they did: look again shortly, and hold no slot meanwhile."""
    desk = await services()
    await _park(desk.clock() + _COMES_BACK_AFTER, AWAITING_LEASE)


async def wait_out(trouble: TryLater, since: datetime) -> None:
    """An outage that did nothing is not the writer's: it is waited out. Returns when it has lasted too long."""
    desk = await services()
    asked_for = timedelta(seconds=trouble.retry_after_seconds or 0)
    if desk.clock() < since + _OUTAGES_LAST:
        await _park(desk.clock() + max(_TRIES_AGAIN_AFTER, asked_for), AWAITING_SERVICE)


def leave_to_others() -> Abort:
    """For a run whose article was taken over: its state is now somebody else's to set."""
    return Abort("The article is being worked on elsewhere.")


def is_superseded(flow_run_id: UUID | None) -> bool:
    """The article names another run than this one, as after a hold and a resume."""
    return flow_run_id is not None and flow_run_id != _this_run().id


async def _sleep(article_id: int, kind: ReviewKind) -> NoReturn:
    key = await _pause_key(article_id, kind)
    # Prefect takes a pause key once, so a run that was woken for nothing has to sleep again under a fresh one.
    asleep = await _enter(Suspended(timeout_seconds=None, pause_key=f"{key}:{uuid4().hex[:8]}"))
    if await _is_decided(article_id):
        await _wake(article_id)
    raise asleep


async def _park(until: datetime, name: str) -> NoReturn:
    raise await _enter(Scheduled(scheduled_time=until, name=name))


async def _enter(state: State[None]) -> Pause:
    """Tell Prefect where the run is, and leave by what this gives. A run that was cancelled or deleted stays so."""
    run = _this_run()
    try:
        answer = await _client().set_flow_run_state(run.id, state)
    except ObjectNotFound as gone:
        raise leave_to_others() from gone
    if answer.status is not SetStateStatus.ACCEPT:
        raise leave_to_others()
    return Pause(state=answer.state)


async def _is_decided(article_id: int) -> bool:
    desk = await services()
    async with desk.database.session() as session:
        return bool(await reviews.to_apply(session, article_id))


async def _is_shown(article_id: int, kind: ReviewKind) -> bool:
    asked = [review for review in await _open(article_id) if review.kind == kind]
    return bool(asked) and all(review.shown_at is not None for review in asked)


async def _pause_key(article_id: int, kind: ReviewKind) -> str:
    """What is slept on: kind:round:hash of everything that is open."""
    asked = [review for review in await _open(article_id) if review.kind == kind]
    return ":".join([kind, *(f"{review.round}:{review.subject_hash[:12]}" for review in asked)])


async def _open(article_id: int) -> Sequence[Review]:
    desk = await services()
    async with desk.database.session() as session:
        return await reviews.open_reviews(session, article_id)


def _this_run() -> FlowRun:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("Only a flow run can wait.")
    return context.flow_run


def _client() -> PrefectClient:
    """The run's own: it keeps what is told about the run in its order."""
    context = FlowRunContext.get()
    if context is None or not isinstance(context.client, PrefectClient):
        raise RuntimeError("Only an async flow run can wait.")
    return context.client


async def _wake(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
    await desk.desk.wake(article)
