"""Owns the bench of a tap: how soon it is answered, and how soon the article's run does something because of it.

`python -m bench.tap --waiting 1000 --taps 100`. The bar is for 1,000 waiting articles on two cores.
"""

import asyncio
import time
from dataclasses import dataclass

import typer

from bench.copies import large_crowd
from bench.crowd import Waiting, settle, waiting_now
from bench.frame import KeptHome, RawFile, conduct
from bench.report import Bar, Figure, Report, middle, p95
from bench.stage import Stage, home_of_bench, stage
from bench.wire import NothingCame, Wire
from integrations.services import Services
from integrations.telegram.buttons import buttons
from models.domain.review import ReviewKind

BREATH_SECONDS = 0.3
APPROVE = buttons(ReviewKind.DRAFT, review_id=0, subject_hash="")[0][0].text
_WARM_UP_TAPS = 3


@dataclass(frozen=True)
class Tapped:
    """What came of one tap, in milliseconds after it left the simulator."""

    answer_ms: float
    reaction_ms: float


@dataclass(frozen=True)
class Prepared:
    """What the home did not hold yet."""

    articles: int
    seconds: float


async def tap_and_watch(desk: Services, wire: Wire, article: Waiting) -> Tapped:
    """Approve a draft. The first thing that a resumed run asks of anybody is its first image, of the model."""
    await wire.new_calls()
    since = await wire.last_change(article.chat)
    query_id = await wire.tap(article.chat, article.card, APPROVE)
    await wire.see(article.chat, "try 1", since)
    await settle(desk, [article.run_id])
    await asyncio.sleep(BREATH_SECONDS)
    answer_ms = await wire.answered_after_ms(article.chat, query_id)
    calls = await wire.new_calls()
    answered_at = next(call.at for call in calls if call.answers(query_id))
    tapped_at = answered_at - answer_ms / 1000
    reacted_at = next((call.at for call in calls if call.service == "model" and call.at > tapped_at), None)
    if reacted_at is None:
        raise NothingCame(f"Article {article.article_id} asked nothing of the model after its approval.")
    return Tapped(answer_ms, (reacted_at - tapped_at) * 1000)


async def measure(waiting: int, taps: int, home: KeptHome) -> Report:
    with home_of_bench(home) as root:
        async with stage(root) as running:
            return await _measure(running, max(waiting, taps + _WARM_UP_TAPS), taps)


async def _measure(running: Stage, waiting: int, taps: int) -> Report:
    async with running.desk() as desk, Wire.to(running.stack.simulators_url) as wire:
        known, began = len(await waiting_now(desk)), time.monotonic()
        crowd = await large_crowd(desk, wire, waiting)
        prepared = Prepared(max(0, waiting - known), time.monotonic() - began)
        await asyncio.sleep(BREATH_SECONDS)
        tapped = [await tap_and_watch(desk, wire, article) for article in crowd[: taps + _WARM_UP_TAPS]]
    return _report(tapped[_WARM_UP_TAPS:], waiting, prepared)


def _report(tapped: list[Tapped], waiting: int, prepared: Prepared) -> Report:
    answers, reactions = [each.answer_ms for each in tapped], [each.reaction_ms for each in tapped]
    return Report(
        f"A tap with {waiting} articles waiting",
        (
            Bar(middle("tap to answerCallbackQuery", answers), 50),
            Bar(middle("tap to the run's first request", reactions), 100),
            Bar(p95("tap to the run's first request", reactions), 200),
        ),
        (
            p95("tap to answerCallbackQuery", answers),
            Figure("articles brought to their draft review", prepared.articles, "articles"),
            Figure("preparation", prepared.seconds, "s"),
        ),
        {"answer_ms": answers, "reaction_ms": reactions},
        (f"One tap after the other, {BREATH_SECONDS:g} s after the last run fell asleep; {_WARM_UP_TAPS} to warm up.",),
    )


def main(waiting: int = 50, taps: int = 40, home: KeptHome = None, raw_file: RawFile = None) -> None:
    """How soon a tap is answered, and how soon the article's run reacts to it. The oldest articles are tapped."""
    conduct(measure(waiting, taps, home), raw_file, within_seconds=120 + waiting * 0.6 + taps * 3)


if __name__ == "__main__":
    typer.run(main)
