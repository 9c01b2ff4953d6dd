"""Owns the life of one article among workers that die: Prefect's schedule, the writer's word and the repair, by hand.

A worker takes the run only when Prefect has it on the schedule, and a dead one gives nothing back: whatever goes on
here goes on because something in the product puts it on the schedule again.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect import State, Task
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, Pause

from flows.article import publish_article
from integrations.services import Services
from models.domain.errors import TryLater, Unknown
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import articles, effects, reviews
from models.tables import Article
from tasks.reviving import revive_the_dead, wake_the_decided
from tests.conftest import Clock
from tests.crashes.reaper import Killed, Reaper
from tests.recorded_prefect import RecordedPrefect, Run

Hook = Callable[[str], Awaitable[None]]
_TURNS = 60  # no story here needs half of them; who needs more is stuck
_UNTIL_UPKEEP = timedelta(seconds=31)


async def _nothing(_: str) -> None:
    return


class Life:
    """One article, from where a test put it to where nothing more is to be done."""

    def __init__(
        self, desk: Services, prefect: RecordedPrefect, clock: Clock, article: Article, reaper: Reaper
    ) -> None:
        self._desk, self._prefect, self._clock = desk, prefect, clock
        self._article_id, self._reaper = article.id, reaper
        self._client: PrefectClient = vars(desk.runs)["_client"]  # to make one takes as long as a whole life
        self.deaths = 0
        self.before_step: Hook = _nothing
        self.before_sleep: Hook = _nothing
        self.between: Hook = _nothing
        self.words: dict[ReviewKind, Verdict] = {}

    async def live(self, monkeypatch: pytest.MonkeyPatch) -> Article:
        """Until its run is over, whoever has to execute it however often."""
        self._take_the_engines_place(monkeypatch)
        for _ in range(_TURNS):
            await self.between("")
            article = await self.article()
            run = self._prefect.runs.get(article.flow_run_id or uuid4())
            if run is None:
                await self._upkeep()
            elif run.state is StateType.COMPLETED:
                return article
            elif run.state is StateType.SCHEDULED:
                self._clock.now = max(self._clock.now, run.scheduled_for or self._clock.now)
                await self._be_executed(run.id)
            elif run.state is not StateType.PAUSED or not await self._writer_decides(article):
                await self._upkeep()
        raise AssertionError(f"article {self._article_id} is stuck: {(await self.article()).stage}, run {run}")

    async def _be_executed(self, run_id: UUID) -> None:
        run = self._prefect.runs[run_id]
        run.state = StateType.RUNNING
        within: Any = FlowRunContext.model_construct
        with within(flow_run=FlowRun(id=run_id, flow_id=uuid4()), client=self._client), self._reaper.watching():
            await self._be_one_worker(run)

    async def _be_one_worker(self, run: Run) -> None:
        try:
            await publish_article.fn(self._article_id)
        except (Pause, Abort):
            return
        except Killed:
            self.deaths += 1
            return
        run.state = StateType.COMPLETED

    async def _writer_decides(self, article: Article) -> bool:
        """True when there was something on Telegram to decide about."""
        async with self._desk.database.session() as session:
            shown = [each for each in await reviews.open_reviews(session, article.id) if each.shown_at is not None]
            undecided = [each for each in shown if await reviews.decision_on(session, each.id) is None]
        for review in undecided:
            verdict = self.words.get(review.kind, Verdict.APPROVE)
            await self._desk.desk.decide(review.id, verdict, Channel.CONSOLE, self._clock())
            await self._desk.desk.wake(article)
        return bool(undecided)

    async def decide_too_early(self, _: str) -> None:
        """The writer's word is stored, and whoever should have woken the run is dead."""
        async with self._desk.database.session() as session:
            for review in await reviews.open_reviews(session, self._article_id):
                await reviews.decide(session, review, Verdict.APPROVE, Channel.CONSOLE, self._clock())

    async def meddle_in_prefect(self, change: Callable[[Run], None]) -> None:
        """Once, by hand, in Prefect's own pages."""
        article, self.before_sleep = await self.article(), _nothing
        if (run := self._prefect.runs.get(article.flow_run_id or uuid4())) is not None:
            change(run)

    async def _upkeep(self) -> None:
        self._clock.now += _UNTIL_UPKEEP
        await wake_the_decided.fn()
        await revive_the_dead.fn()

    async def article(self) -> Article:
        async with self._desk.database.session() as session:
            return await articles.article(session, self._article_id)

    def _take_the_engines_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Retries without their waiting, a sleep that can be forestalled, and no last acts of the dead."""
        give_back = effects.give_lease_back

        async def call(task: Task[Any, Any], *arguments: Any, **named: Any) -> Any:
            await self.before_step(task.name)
            return await self._with_retries(task, *arguments, **named)

        tell = PrefectClient.set_flow_run_state

        async def tell_prefect(client: PrefectClient, run_id: UUID, state: State[Any], *more: Any, **named: Any) -> Any:
            if state.is_paused():
                await self.before_sleep("")
            return await tell(client, run_id, state, *more, **named)

        async def give_back_if_alive(*arguments: Any) -> None:
            if not (self._reaper.struck_at and self.deaths == 0):
                await give_back(*arguments)

        monkeypatch.setattr(Task, "__call__", call)
        monkeypatch.setattr(PrefectClient, "set_flow_run_state", tell_prefect)
        monkeypatch.setattr(effects, "give_lease_back", give_back_if_alive)

    async def _with_retries(self, task: Task[Any, Any], *arguments: Any, **named: Any) -> Any:
        delays = task.retry_delay_seconds
        assert isinstance(delays, list)
        for delay in delays:
            try:
                return await task.fn(*arguments, **named)
            except (TryLater, Unknown):
                self._clock.advance(seconds=delay)
        return await task.fn(*arguments, **named)
