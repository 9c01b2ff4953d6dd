"""Owns the two ways in which a run leaves its process: suspended until a person decides, and parked until a time.

It is the only place that suspends. A stored decision is looked for before and after falling asleep: before, because
it may have come early; after, because one that came in between found nobody asleep whom it could wake.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
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
from integrations.services import Services, services
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.domain.punctuality import AskAgain, GoOut, Outcome, Wait
from models.domain.review import ReviewKind
from models.store import accounts, articles, reviews
from models.tables import Article
from tasks.turns import outcome_now, tell_of_turn

Show = Callable[[int], Coroutine[Any, Any, None]]
_COMES_BACK_AFTER = timedelta(seconds=5)
_TRIES_AGAIN_AFTER = timedelta(seconds=60)
_OUTAGES_LAST = timedelta(hours=6)
_LOOKS_AGAIN_AFTER = timedelta(minutes=10)  # an account that is paused


@dataclass(frozen=True)
class _Seen:
    """How it stands with what is to be decided: one look at the database, since every tap comes through here."""

    is_decided: bool
    is_shown: bool
    pause_key: str  # what is slept on: kind:round:hash of everything that is open


async def decision(article_id: int, kind: ReviewKind, show: Show) -> None:
    """Return when something was decided; until then show what is to be decided, once, and sleep."""
    seen = await _look(article_id, kind)
    if not seen.is_decided and not seen.is_shown:
        await show(article_id)
        seen = await _look(article_id, kind)
    if not seen.is_decided:
        await _sleep(article_id, kind, seen.pause_key)


async def time(article_id: int) -> bool:
    """True when the article's time has come; until then the run stands on Prefect's schedule and nothing runs.

    A time that was missed by more than the account's grace, as when the machine slept, is asked about; what was
    missed by less goes out by itself, one after the other, so that nothing goes out in a burst.
    """
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        outcome = await _outcome(desk, session, article)
        if isinstance(outcome, AskAgain):
            article.seal = None
            articles.move(session, article, Stage.FINAL_REVIEW, desk.clock(), outcome.reason)
    if isinstance(outcome, Wait):
        await tell_of_turn(desk, article_id)
        await _park(outcome.until, AWAITING_PUBLISH)
    return isinstance(outcome, GoOut)


async def _outcome(desk: Services, session: AsyncSession, article: Article) -> Outcome:
    if article.publish_at > desk.clock():
        return Wait(article.publish_at)
    account = await accounts.account(session, article.account_id)
    if account.is_paused:
        return Wait(desk.clock() + _LOOKS_AGAIN_AFTER)
    return await outcome_now(desk, session, article, account)


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


async def _sleep(article_id: int, kind: ReviewKind, key: str) -> NoReturn:
    # Prefect takes a pause key once, so a run that was woken for nothing has to sleep again under a fresh one.
    asleep = await _enter(Suspended(timeout_seconds=None, pause_key=f"{key}:{uuid4().hex[:8]}"))
    if (await _look(article_id, kind)).is_decided:
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


async def _look(article_id: int, kind: ReviewKind) -> _Seen:
    desk = await services()
    async with desk.database.at_once() as session:
        found = await reviews.at_the_gate(session, article_id)
    is_decided = any(decision is not None and decision.applied_at is None for _, decision in found)
    asked = [review for review, _ in found if review.kind == kind and review.closed_at is None]
    is_shown = bool(asked) and all(review.shown_at is not None for review in asked)
    key = ":".join([kind, *(f"{review.round}:{review.subject_hash[:12]}" for review in asked)])
    return _Seen(is_decided, is_shown, key)


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
