"""Owns the bench of waiting: what a stack weighs, spends and takes while articles wait for people.

`python -m bench.waiting --articles 2000`. Waiting is to cost nothing but rows: it is looked at idle, with 1,000, with
half of the articles and with all, and nothing may grow faster than they do.
"""

from pathlib import Path

import typer

from bench.copies import large_crowd
from bench.crowd import waiting_now
from bench.frame import KeptHome, RawFile, conduct
from bench.look import WATCHED_SECONDS, Look, look_at
from bench.report import Bar, Figure, Report
from bench.stage import Stage, home_of_bench, stage
from bench.wire import Wire

_MEMORY_MB = 600
_MEMORY_WITH = 1000
_IDLE_PERCENT = 5
_SLACK = 1.2
_SAYS_SOMETHING = 500  # more articles: with fewer, the growth is the noise of two looks
_GROWING = (
    "memory, all but simulators",
    "database copydesk",
    "database prefect",
    "CPU, all but simulators",
    "dispatch",
    "upkeep",
    "tap to the run's first request",
)


async def measure(articles: int, home: Path | None, *, keep: bool, watched_seconds: float) -> Report:
    with home_of_bench(home, keep=keep) as root:
        async with stage(root) as running:
            looks = await _measure(running, articles, watched_seconds)
    return _report(looks, watched_seconds, f"The home: {root}" if home or keep else "The home is gone.")


async def _measure(running: Stage, articles: int, watched_seconds: float) -> list[Look]:
    looks = []
    async with running.desk() as desk:
        known = len(await waiting_now(desk))
    for count in stops(known, articles):
        async with running.desk() as desk, Wire.to(running.stack.simulators_url) as wire:
            crowd = await large_crowd(desk, wire, count)
        looks.append(await look_at(running, crowd, watched_seconds))
    return looks


def stops(known: int, articles: int) -> list[int]:
    """How many wait at each look: as many as the home has, a thousand, half, and all."""
    wanted = {0, min(_MEMORY_WITH, articles), articles // 2, articles}
    return sorted({max(known, each) for each in wanted})


def _report(looks: list[Look], watched_seconds: float, where: str) -> Report:
    return Report(
        f"{looks[-1].waiting} articles that wait, everything embedded, simulators counted apart",
        (*_memory(looks), *_cpu(looks), *_growth(looks)),
        tuple(_table(looks)),
        {
            name.replace(" ", "_"): [look.measures[name][0] for look in looks if name in look.measures]
            for name in looks[-1].measures
        }
        | {"waiting": [look.waiting for look in looks]},
        (
            f"Nobody does anything for {watched_seconds:g} s but upkeep and polling; then some are tapped. {where}",
            "Above 2,000, articles are copies of a real one: what they weigh in Prefect's database is less.",
        ),
    )


def _memory(looks: list[Look]) -> list[Bar]:
    return [
        Bar(Figure(f"memory (PSS), {look.waiting} waiting", look.pss_mb.total, "MB"), _MEMORY_MB)
        for look in looks
        if look.waiting <= _MEMORY_WITH
    ]


def _cpu(looks: list[Look]) -> list[Bar]:
    return [
        Bar(Figure(f"CPU, {look.waiting} waiting", look.cpu_percent.total, "% of a core"), _IDLE_PERCENT)
        for look in looks
    ]


def _growth(looks: list[Look]) -> list[Bar]:
    """From the last look but one to the last, where both had somebody waiting."""
    if len(looks) < 2 or not looks[-2].waiting:
        return []
    before, after = looks[-2:]
    at_most = after.waiting / before.waiting * _SLACK
    return [
        Bar(Figure(f"{name}, {after.waiting} to {before.waiting}", _times(name, before, after), "times"), at_most)
        for name in _GROWING
    ]


def _times(name: str, before: Look, after: Look) -> float:
    return after.measures[name][0] / before.measures[name][0]


def _table(looks: list[Look]) -> list[Figure]:
    """Each figure at each look, and what a thousand more articles add to it once the stack is warm."""
    rows = []
    for name in looks[-1].measures:
        having = [look for look in looks if name in look.measures]
        rows += [Figure(f"{name}, {look.waiting} waiting", *look.measures[name]) for look in having]
        crowded = [look for look in having if look.waiting]
        if crowded and (more := crowded[-1].waiting - crowded[0].waiting) >= _SAYS_SOMETHING:
            grown = crowded[-1].measures[name][0] - crowded[0].measures[name][0]
            rows.append(Figure(f"{name}, for each 1,000 more", grown / more * 1000, crowded[-1].measures[name][1]))
    return rows


def main(
    articles: int = 100,
    *,
    keep: bool = False,
    home: KeptHome = None,
    watched_seconds: float = WATCHED_SECONDS,
    raw_file: RawFile = None,
) -> None:
    """Memory, database sizes, idle CPU, upkeep and taps while articles wait, and how they grow with the articles."""
    measuring = measure(articles, home, keep=keep, watched_seconds=watched_seconds)
    conduct(measuring, raw_file, within_seconds=400 + watched_seconds * 5 + articles * 0.6)


if __name__ == "__main__":
    typer.run(main)
