"""Owns the bench of the rounds: what a resume costs at the first rounds of a feedback loop and at the last ones.

`python -m bench.rounds`. Some articles go through all rounds one after the other, so that a slower minute of the
machine falls on early and late rounds alike.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import typer

from bench.costs import Costs, Spent, prepare_counting
from bench.crowd import Waiting, gather_crowd, settle, waiting
from bench.frame import RawFile, conduct
from bench.report import Bar, Figure, Report, middle
from bench.stage import Stage, home_of_bench, stage
from bench.wire import NothingCame, Wire
from deployments.home import Home
from integrations.services import Services

_COMPARED = 3  # this many rounds at either end
_AT_MOST = 1.2
_LETS_LATE_WRITES_COME_SECONDS = 0.6


@dataclass(frozen=True)
class Round:
    """What one round of feedback took and cost."""

    number: int
    reaction_ms: float
    spent: Spent


async def measure(articles: int, rounds: int) -> Report:
    with home_of_bench() as root:
        prepare_counting(Home(root))
        async with stage(root) as running:
            return await _measure(running, articles, rounds)


async def _measure(running: Stage, articles: int, rounds: int) -> Report:
    async with (
        running.desk() as desk,
        Wire.to(running.stack.simulators_url) as wire,
        Costs.of(running.home) as costs,
    ):
        warm_up, *crowd = await gather_crowd(desk, wire, articles + 1, images=0)
        await _go_round(desk, wire, costs, warm_up, 2)
        each = [await _go_round(desk, wire, costs, article, rounds) for article in crowd]
    return _report([one for of_article in each for one in of_article], articles, rounds)


async def _go_round(desk: Services, wire: Wire, costs: Costs, article: Waiting, rounds: int) -> list[Round]:
    done = []
    for number in range(1, rounds + 1):
        done.append(await _ask_for_a_change(desk, wire, costs, article, number))
        article = await waiting(desk, article.article_id)
    return done


async def _ask_for_a_change(desk: Services, wire: Wire, costs: Costs, article: Waiting, number: int) -> Round:
    """A new title: the text stays as long as it was, so that only the number of the round differs."""
    await wire.new_calls()
    since, before = await wire.last_change(article.chat), await costs.spent()
    said_at = time.time()
    await wire.say(article.chat, f'Change the title to "Tide number {number:02}"', article.card)
    await wire.see(article.chat, f"Revision {number + 1} ", since)
    await asyncio.sleep(_LETS_LATE_WRITES_COME_SECONDS)
    await settle(desk, [article.run_id])
    spent = (await costs.spent()).since(before)
    asked = next((call.at for call in await wire.new_calls() if call.service == "model" and call.at > said_at), None)
    if asked is None:
        raise NothingCame(f"Article {article.article_id} asked nothing of the model in round {number}.")
    return Round(number, (asked - said_at) * 1000, spent)


def _report(done: list[Round], articles: int, rounds: int) -> Report:
    early = [one for one in done if one.number <= _COMPARED]
    late = [one for one in done if one.number > rounds - _COMPARED]
    return Report(
        f"{articles} articles through {rounds} rounds of feedback",
        tuple(Bar(_growth(name, values(early), values(late)), _AT_MOST) for name, values in _COUNTED.items()),
        tuple(
            middle(f"{name}, {when}", values(some), unit)
            for (name, values), unit in zip(_COUNTED.items(), _UNITS, strict=True)
            for when, some in (("first rounds", early), ("last rounds", late))
        ),
        {name: values(done) for name, values in _COUNTED.items()} | {"round": [one.number for one in done]},
        (f"Prefect's API in a last round: {_in_words(late[-1].spent.requests)}",),
    )


def _growth(name: str, early: list[float], late: list[float]) -> Figure:
    return Figure(f"{name}, last {_COMPARED} rounds to first {_COMPARED}", median(late) / median(early), "times")


def _in_words(requests: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in requests.most_common())


_COUNTED: dict[str, Callable[[list[Round]], list[float]]] = {
    "reaction_ms": lambda some: [one.reaction_ms for one in some],
    "prefect_requests": lambda some: [one.spent.requests.total() for one in some],
    "prefect_statements": lambda some: [one.spent.prefect_statements for one in some],
    "our_statements": lambda some: [one.spent.our_statements for one in some],
}
_UNITS = ("ms", "requests", "statements", "statements")


def main(articles: int = 3, rounds: int = 20, raw_file: RawFile = None) -> None:
    """What a resume costs at the first rounds of an article's feedback, and at the last."""
    if rounds < 2 * _COMPARED:
        raise typer.BadParameter(f"at least {2 * _COMPARED} rounds are needed to compare {_COMPARED} with {_COMPARED}")
    conduct(measure(articles, rounds), raw_file, within_seconds=120 + articles * rounds * 4)


if __name__ == "__main__":
    typer.run(main)
