"""Owns the bench of a burst: writers who all tap at once, and how long the last of them waits.

`python -m bench.burst --taps 50`. The writers are several, as on the evening of an agency.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import typer

from bench.crowd import Waiting, gather_crowd, settle
from bench.frame import KeptHome, RawFile, conduct
from bench.processes import ByPart, cpu_seconds
from bench.report import Bar, Figure, Report, middle
from bench.stage import Stage, home_of_bench, stage
from bench.tap import APPROVE, BREATH_SECONDS, tap_and_watch
from bench.wire import Call, NothingCame, Wire
from integrations.services import Services

_LAST_REACTION_SECONDS = 4
_ARTICLES_OF_A_WRITER = 5
_WARM_UP_TAPS = 3


@dataclass(frozen=True)
class Burst:
    """What came of taps that left at once, in seconds after the first of them; and what it cost, part by part."""

    answers: list[float]
    reactions: list[float]
    until_the_last: ByPart
    cpu: ByPart

    def cpu_ms_of_a_tap(self, part: str) -> float:
        return self.cpu.values[part] / len(self.answers) * 1000


async def measure(taps: int, times: int, image_seconds: float, home: KeptHome) -> Report:
    with home_of_bench(home) as root:
        async with stage(root) as running:
            return _report(await _measure(running, taps, times, image_seconds), taps, image_seconds)


async def _measure(running: Stage, taps: int, times: int, image_seconds: float) -> list[Burst]:
    async with running.desk() as desk, Wire.to(running.stack.simulators_url) as wire:
        count = taps * times + _WARM_UP_TAPS
        crowd = await gather_crowd(desk, wire, count, of_an_account=_ARTICLES_OF_A_WRITER)
        for article in crowd[:_WARM_UP_TAPS]:
            await tap_and_watch(desk, wire, article)
        await wire.slow_the_model(image_seconds)
        starts = range(_WARM_UP_TAPS, count, taps)
        try:
            return [await _burst(running, desk, wire, crowd[start : start + taps]) for start in starts]
        finally:
            await wire.slow_the_model(0)  # a home that is kept


async def _burst(running: Stage, desk: Services, wire: Wire, crowd: Sequence[Waiting]) -> Burst:
    """The first thing that a resumed run asks of anybody is its one image, of the model."""
    await wire.new_calls()
    before = cpu_seconds(running.home)
    tapped = await asyncio.gather(*(wire.tap(each.chat, each.card, APPROVE) for each in crowd))
    calls: list[Call] = []
    looks: list[tuple[float, ByPart]] = []  # by the wall clock; a call is known only when it was answered
    while len(asked := [call for call in calls if call.service == "model"]) < len(crowd):
        await asyncio.sleep(BREATH_SECONDS)
        calls += await wire.new_calls()
        looks.append((time.time(), cpu_seconds(running.home).since(before)))
    await settle(desk, [each.run_id for each in crowd])
    spent = cpu_seconds(running.home).since(before)
    calls += await wire.new_calls()
    answered = [await _answered(wire, calls, each.chat, query) for each, query in zip(crowd, tapped, strict=True)]
    began = min(left for left, _ in answered)
    answers, reactions = sorted(at - began for _, at in answered), sorted(call.at - began for call in asked)
    until_the_last = next(cpu for at, cpu in looks if at - began >= reactions[-1])
    return Burst(answers, reactions, until_the_last, spent)


async def _answered(wire: Wire, calls: Sequence[Call], chat: int, query_id: str) -> tuple[float, float]:
    """When the tap left the simulator and when its answer came back, by the wall clock."""
    at = next((call.at for call in calls if call.answers(query_id)), None)
    if at is None:
        raise NothingCame(f"The tap {query_id} in chat {chat} was not answered.")
    return at - await wire.answered_after_ms(chat, query_id) / 1000, at


def _report(bursts: list[Burst], taps: int, image_seconds: float) -> Report:
    return Report(
        f"{taps} taps at once, an image takes {image_seconds:g} s",
        (Bar(middle("last reaction", [each.reactions[-1] for each in bursts], "s"), _LAST_REACTION_SECONDS),),
        (
            Figure("worst last reaction", max(each.reactions[-1] for each in bursts), "s"),
            middle("reaction", [one for each in bursts for one in each.reactions], "s"),
            middle("last answer", [each.answers[-1] for each in bursts], "s"),
            middle("answer", [one for each in bursts for one in each.answers], "s"),
            *(middle(f"CPU, {name}", values, unit) for name, unit, values in _costs(bursts)),
        ),
        {
            "reaction_s": [one for each in bursts for one in each.reactions],
            "answer_s": [one for each in bursts for one in each.answers],
            "last_reaction_s": [each.reactions[-1] for each in bursts],
            "last_answer_s": [each.answers[-1] for each in bursts],
        }
        | {f"cpu: {name}, {unit}": values for name, unit, values in _costs(bursts)},
        (
            "CPU from the first tap until every run sleeps again, its image drawn and shown. Times from the first tap.",
            "Real models take 5 s and more for an image; with --image-seconds 0 it is drawn at once, on these cores.",
        ),
    )


def _costs(bursts: list[Burst]) -> Iterator[tuple[str, str, list[float]]]:
    for part in bursts[0].cpu.values:
        if part != "up":
            yield f"{part}, until the last reaction", "CPU s", [each.until_the_last.values[part] for each in bursts]
            yield f"{part}, a burst", "CPU s", [each.cpu.values[part] for each in bursts]
            yield f"{part}, a resume", "CPU ms", [each.cpu_ms_of_a_tap(part) for each in bursts]


def main(
    taps: int = 50, times: int = 3, image_seconds: float = 5, home: KeptHome = None, raw_file: RawFile = None
) -> None:
    """How long the last of many writers waits who tap at the same moment."""
    within = 150 + times * (image_seconds + taps * 1.5)
    conduct(measure(taps, times, image_seconds, home), raw_file, within_seconds=within)


if __name__ == "__main__":
    typer.run(main)
