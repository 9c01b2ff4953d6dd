"""Owns a run of chaos from its start to its verdict: it is bounded in time and takes its stack down again.

A run that found a fault keeps its home with every log, and says where; one that found none leaves nothing behind.
"""

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from deployments.chaos import directed, inquest, stage
from deployments.chaos.blows import Fist
from deployments.chaos.guards import Guard
from deployments.chaos.inquest import Scene
from deployments.chaos.outside import Outside
from deployments.chaos.plan import Plan, make_plan
from deployments.chaos.report import show
from deployments.chaos.verdict import Verdict
from deployments.chaos.writer import Diary, write_all
from deployments.rehearsal import Rehearsal, rehearsal
from integrations.services import Services, open_services
from integrations.settings import Settings
from models.domain.errors import TryLater
from models.store import articles

_LEAST_SECONDS = 600.0  # a lost answer alone is looked for in the feed for two minutes and more
_LEAST_SECONDS_OF_A_BROKEN_ONE = 240.0  # what is lost there never comes
_SECONDS_FOR_AN_ARTICLE = 6.0
_CALM_SECONDS = 8.0
_ENDS_WITHIN_SECONDS = 60.0


@dataclass(frozen=True)
class Order:
    """What somebody asked for."""

    articles: int
    kills: int
    seed: int
    broken: Guard | None = None

    @property
    def seconds(self) -> float:
        least = _LEAST_SECONDS if self.broken is None else _LEAST_SECONDS_OF_A_BROKEN_ONE
        return least + _SECONDS_FOR_AN_ARTICLE * self.articles


def play(order: Order, console: Console) -> bool:
    """Whether nothing was lost, doubled or stuck."""
    root = Path(tempfile.mkdtemp(prefix="copydesk-chaos-"))
    home, began = root / "home", time.monotonic()
    words = ("deployments.chaos.stack", *([order.broken] if order.broken else []))
    with rehearsal(home, module=words) as stack:
        verdict = asyncio.run(_run(stack, order, console))
    show(verdict, time.monotonic() - began, console)
    if verdict.is_good:
        shutil.rmtree(root, ignore_errors=True)
    else:
        console.print(f"The home with its logs is kept: {home}", soft_wrap=True)
    console.print(verdict.line, soft_wrap=True, highlight=False)
    return verdict.is_good


async def _run(stack: Rehearsal, order: Order, console: Console) -> Verdict:
    plan = make_plan(order.articles, order.kills, order.seed)
    settings = Settings(copydesk_home=stack.home, simulate="all", copydesk_secret_key=None, _env_file=None)
    async with open_services(settings, stack.address) as desk, Outside.of(stack.simulators_url) as outside:
        fist = Fist(stack.home, outside)
        diary = Diary()
        writers = await stage.assemble(outside, desk, plan, diary)
        await stage.plan_cuts(outside, plan)
        queued = await stage.queue_all(desk, writers, plan)
        scene = Scene(outside, writers, queued, diary, fist.dealt)
        console.print(
            f"{len(queued)} articles of {len(writers)} accounts stand in the queue; {order.kills} kills follow."
        )
        hung = await _play(scene, desk, plan, fist, order)
        return await _judge(scene, desk, plan, hung)


async def _play(scene: Scene, desk: Services, plan: Plan, fist: Fist, order: Order) -> str:
    """What did not come to its end in time; nothing when all of it did."""
    async with _beside(write_all(list(scene.writers)), stage.press_buttons(desk)):
        try:
            async with asyncio.timeout(order.seconds):
                await directed.show(order.broken, scene, desk, fist)
                await asyncio.gather(fist.deal(plan.blows), stage.meddle_with_all(desk, scene.queued, plan))
                while await inquest.untold(scene):
                    await asyncio.sleep(1)
        except TimeoutError:
            return f"the run had not ended after {order.seconds:.0f} s"
        finally:
            fist.wake_all()
        await asyncio.sleep(_CALM_SECONDS)  # for what comes twice, comes late
    return ""


@contextlib.asynccontextmanager
async def _beside(*endless: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """A task that fails ends the run: nothing here fails by design."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in endless]
        yield
        for task in tasks:
            task.cancel()


async def _judge(scene: Scene, desk: Services, plan: Plan, hung: str) -> Verdict:
    async with asyncio.timeout(_ENDS_WITHIN_SECONDS * (1 + len(scene.queued) / 10)):
        stands = await _where_they_stand(desk, list(scene.queued))
        return Verdict(
            seed=plan.seed,
            kills=len({each.blow.number for each in scene.dealt}),
            fates=await inquest.fates(scene, stands),
            lost_answers=await inquest.lost_answers(scene),
            repeats=await inquest.repeated(scene),
            dealt=tuple(each.words for each in scene.dealt),
            asked_where=scene.diary.asked_where,
            resumed=sum(scene.diary.resumed.values()),
            hung=hung,
        )


async def _where_they_stand(desk: Services, ids: list[int]) -> dict[int, str]:
    """For the words about what is stuck; the verdict itself does not ask the product."""
    try:
        async with desk.database.session() as session:
            found = [await articles.article(session, article_id) for article_id in ids]
            return {each.id: f"{each.stage} since {each.stage_since:%H:%M:%S}, {each.reason}" for each in found}
    except TryLater:
        return {}
