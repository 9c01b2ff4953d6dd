"""Owns the bench of throughput: articles a minute to their review, and from their approval to Medium, many at a time.

`python -m bench.throughput`. The model answers after 200 ms. With `--profile` it also says where the time goes: what
is asked of Prefect and of PostgreSQL for an article. Counting slows both, so those rates are not for comparison.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import typer

from bench.costs import Costs, Spent, Statement, prepare_counting
from bench.crowd import Waiting, add_article, settle, waiting
from bench.frame import KeptHome, RawFile, conduct
from bench.processes import ByPart, cpu_seconds
from bench.progress import Progress
from bench.report import Bar, Figure, Report, middle
from bench.stage import Stage, home_of_bench, stage
from bench.tap import APPROVE
from bench.wire import Wire
from bench.writers import POSTS_OF_A_DAY, Writer, hire
from deployments.home import Home
from integrations.resuming import start_run
from integrations.services import Services
from models.domain.article import Stage as Standing
from models.domain.review import ReviewKind

TO_REVIEW, TO_MEDIUM = "start to awaiting review", "approval to published"
_PEER = {TO_REVIEW: 1650, TO_MEDIUM: 1100}  # n8n 2.41, articles a minute on two cores
_MODEL_SECONDS = 0.2
_WARM_UP_ARTICLES = 5
_SHOWN_STATEMENTS = 12
_SHOWN_OF_A_STATEMENT = 150
_AN_ARTICLE = "statements an article"


@dataclass(frozen=True)
class Lap:
    """A stretch of the way that all articles of a batch took at the same time."""

    name: str
    articles: int
    seconds: float
    cpu: ByPart
    spent: Spent | None

    @property
    def a_minute(self) -> float:
        return self.articles / self.seconds * 60

    def cpu_ms(self, part: str) -> float:
        return self.cpu.values.get(part, 0) / self.articles * 1000


@dataclass(frozen=True)
class Course:
    """A running stack, and all that is looked at on it."""

    running: Stage
    desk: Services
    wire: Wire
    progress: Progress
    costs: Costs | None

    async def lap(self, name: str, articles: int, ran: Coroutine[Any, Any, None]) -> Lap:
        before = await self.costs.spent() if self.costs else None
        cpu, began = cpu_seconds(self.running.home), time.monotonic()
        await ran
        seconds, spent_cpu = time.monotonic() - began, cpu_seconds(self.running.home).since(cpu)
        spent = (await self.costs.spent()).since(before) if self.costs and before else None
        return Lap(name, articles, seconds, spent_cpu, spent)

    async def start(self, ids: Sequence[int]) -> None:
        await asyncio.gather(*(start_run(self.desk, article_id) for article_id in ids))
        await self.progress.until_shown(ids, ReviewKind.DRAFT)

    async def approve(self, ids: Sequence[int], kind: ReviewKind) -> None:
        cards = [await waiting(self.desk, article_id, kind) for article_id in ids]
        await asyncio.gather(*(self.wire.tap(each.chat, each.card, APPROVE) for each in cards))

    async def publish(self, cards: Sequence[Waiting]) -> None:
        await asyncio.gather(*(self.wire.tap(each.chat, each.card, APPROVE) for each in cards))
        await self.progress.until_at([each.article_id for each in cards], Standing.PUBLISHED)


async def measure(articles: int, batches: int, *, profile: bool, home: KeptHome) -> Report:
    with home_of_bench(home) as root:
        if profile:
            prepare_counting(Home(root))
        async with stage(root) as running:
            laps, dearest = await _measure(running, articles, batches, profile=profile)
    return _report(laps, articles, batches, dearest)


async def _measure(running: Stage, articles: int, batches: int, *, profile: bool) -> tuple[list[Lap], list[Statement]]:
    async with AsyncExitStack() as opened:
        desk = await opened.enter_async_context(running.desk())
        wire = await opened.enter_async_context(Wire.to(running.stack.simulators_url))
        progress = await opened.enter_async_context(Progress.of(running.home))
        costs = await opened.enter_async_context(Costs.of(running.home)) if profile else None
        course = Course(running, desk, wire, progress, costs)
        await wire.slow_the_model(_MODEL_SECONDS)
        await _batch(course, _WARM_UP_ARTICLES)
        if costs:
            await costs.begin_anew()
        laps = [lap for _ in range(batches) for lap in await _batch(course, articles)]
        return laps, await costs.dearest(_SHOWN_STATEMENTS) if costs else []


async def _batch(course: Course, articles: int) -> list[Lap]:
    """Articles without images: their way leads over two reviews, and the second one's approval publishes at once."""
    writers = await _hire_for(course, articles)
    ids = [
        await _overdue(course.desk, writers[number // POSTS_OF_A_DAY], number % POSTS_OF_A_DAY + 1)
        for number in range(articles)
    ]
    to_review = await course.lap(TO_REVIEW, articles, course.start(ids))
    await course.approve(ids, ReviewKind.DRAFT)
    await course.progress.until_shown(ids, ReviewKind.FINAL)
    cards = [await waiting(course.desk, article_id, ReviewKind.FINAL) for article_id in ids]
    await settle(course.desk, [each.run_id for each in cards])
    to_medium = await course.lap(TO_MEDIUM, articles, course.publish(cards))
    return [to_review, to_medium]


async def _overdue(desk: Services, writer: Writer, part: int) -> int:
    """Of a shore of its writer's own: what another one published already is not posted again."""
    topic = f"What the tide leaves behind on the shore of {writer.account.label}, part {part}"
    return await add_article(desk, writer, topic, 0, timedelta(seconds=-1))


async def _hire_for(course: Course, articles: int) -> list[Writer]:
    simulators_url = course.running.stack.simulators_url
    wanted = range(0, articles, POSTS_OF_A_DAY)
    return [await hire(course.desk, course.wire, simulators_url=simulators_url) for _ in wanted]


def _report(laps: list[Lap], articles: int, batches: int, dearest: Sequence[Statement] = ()) -> Report:
    of_name = {name: [lap for lap in laps if lap.name == name] for name in _PEER}
    return Report(
        f"{articles} articles at a time, {batches} times, with a model that answers in {_MODEL_SECONDS * 1000:g} ms",
        tuple(
            Bar(middle(name, [lap.a_minute for lap in some], "articles a minute"), _PEER[name], is_least=True)
            for name, some in of_name.items()
        ),
        tuple(figure for name, some in of_name.items() for figure in _costs_of(name, some)),
        {f"{_key(name)}_a_minute": [lap.a_minute for lap in some] for name, some in of_name.items()}
        | {f"{_key(name)}_cpu_s": [lap.cpu.total for lap in some] for name, some in of_name.items()},
        (
            "The bars are n8n's. A batch begins at once and counts until its last article is there; the worker's "
            "safety net may be what notices a new run.",
            *(
                f"Prefect's API, {name}: {in_words(some[-1].spent.requests, articles)}"
                for name, some in of_name.items()
                if some[-1].spent
            ),
            *(
                f"{each.milliseconds / articles / batches:.2f} ms and {each.calls / articles / batches:.1f} calls an "
                f"article in {each.database}: {each.text[:_SHOWN_OF_A_STATEMENT]}"
                for each in dearest
            ),
        ),
    )


def _costs_of(name: str, laps: list[Lap]) -> Iterator[Figure]:
    yield middle(f"{name}, the whole batch", [lap.seconds for lap in laps], "s")
    for part in laps[0].cpu.values:
        if part != "up":
            yield middle(f"{name}: CPU, {part}", [lap.cpu_ms(part) for lap in laps], "CPU ms an article")
    yield middle(f"{name}: cores busy", [lap.cpu.total / lap.seconds for lap in laps], "cores")
    counted = [(lap.spent, lap.articles) for lap in laps if lap.spent]
    if counted:
        yield middle(f"{name}: Prefect API", [each.requests.total() / n for each, n in counted], "requests an article")
        yield middle(f"{name}: Prefect's SQL", [each.prefect_statements / n for each, n in counted], _AN_ARTICLE)
        yield middle(f"{name}: our SQL", [each.our_statements / n for each, n in counted], _AN_ARTICLE)


def in_words(requests: Counter[str], articles: int) -> str:
    return ", ".join(f"{count / articles:.1f} {name}" for name, count in requests.most_common(12))


def _key(name: str) -> str:
    return name.replace(" ", "_")


def main(
    articles: int = 50, batches: int = 3, *, profile: bool = False, home: KeptHome = None, raw_file: RawFile = None
) -> None:
    """Articles a minute, so many at a time: from start to awaiting review, and from approval to published."""
    conduct(measure(articles, batches, profile=profile, home=home), raw_file, 200 + articles * batches * 2)


if __name__ == "__main__":
    typer.run(main)
