"""Under Prefect's own process worker, and by webhook: the same flow, and a process of its own for each resume.

The home began with the desk's own worker and was killed without a word. The journeys are those of that worker, played
side by side, since each waits most of its time for a process. `--stock-worker` plays all the others so as well.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from deployments.rehearsal import Rehearsal, rehearsal, start
from integrations.addresses import read_stack
from integrations.services import Services, open_services
from integrations.simulators.scripted_writer import Seen
from models.domain.article import Stage
from tests.journeys import test_the_whole_way as whole_way
from tests.journeys import test_when_things_fail as failing
from tests.journeys.cast import Cast
from tests.journeys.conftest import STOCK, STOCK_PACE, a_stage, settings_of

pytestmark = pytest.mark.timeout(580)
Journey = Callable[[Cast], Awaitable[None]]
JOURNEYS: tuple[Journey, ...] = (
    whole_way.test_feedback_twice_makes_two_revisions_and_then_it_goes_on,
    whole_way.test_tags_and_time_are_changed_and_it_goes_out_at_the_new_time,
    failing.test_a_post_whose_answer_was_lost_is_found_in_the_feed_and_not_sent_again,
)
_KILLED = "an_article_that_waited_when_the_power_went"


@dataclass
class Interrupted:
    """An article that waits for its writer, on a home whose `up` was killed."""

    cast: Cast
    article_id: int
    card: Seen
    left_behind: tuple[int, ...]

    @classmethod
    async def on(cls, home: Path) -> "Interrupted":
        first = start(home)
        async with (
            open_services(settings_of(home), first.address) as desk,
            Cast.assembled(first.simulators_url, desk, STOCK_PACE) as cast,
        ):
            article_id = await cast.start("The long way home")
            card = await cast.writer.card("Approve", "Revision 1")
        left_behind = tuple(each.pid for each in read_stack(home).processes)
        first.kill()
        return cls(cast, article_id, card, left_behind)

    async def go_on(self, stack: Rehearsal, desk: Services) -> None:
        assert self.left_behind
        assert not any(psutil.pid_exists(pid) for pid in self.left_behind)
        assert stack.simulators_url == self.cast.simulators_url
        self.cast.desk, self.cast.writer = desk, self.cast.writer.again()
        await self.cast.writer.tap(self.card, "Approve")
        await self.cast.keep_image()
        await self.cast.approve_plan()
        await self.cast.until(self.article_id, Stage.PUBLISHED)
        assert len(await self.cast.posts()) == 1
        await self.cast.writer.close()


@pytest.fixture(scope="module")
async def home() -> AsyncIterator[Path]:
    with a_stage() as home:
        yield home


@pytest.fixture(scope="module")
async def played(home: Path) -> AsyncIterator[Mapping[str, asyncio.Task[None]]]:
    interrupted = await Interrupted.on(home)
    with rehearsal(home, STOCK | _by_webhook()) as stack:
        async with open_services(settings_of(home), stack.address) as desk:

            async def play(journey: Journey) -> None:
                async with Cast.assembled(stack.simulators_url, desk, STOCK_PACE) as cast:
                    await journey(cast)
                    await _had_processes(cast)

            plays = {_name(journey): asyncio.create_task(play(journey)) for journey in JOURNEYS}
            plays[_KILLED] = asyncio.create_task(interrupted.go_on(stack, desk))
            yield plays
            for each in plays.values():
                each.cancel()
            await asyncio.gather(*plays.values(), return_exceptions=True)


async def _had_processes(cast: Cast) -> None:
    """As no run in the desk's own loop has."""
    runs = await cast.prefect("/flow_runs/filter", {"flow_runs": {"tags": {"all_": [cast.account.label]}}})
    assert runs
    assert all(run["infrastructure_pid"] for run in runs)


def _by_webhook() -> dict[str, str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    return {"CONSOLE_PORT": str(port), "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}"}


def _name(journey: Journey) -> str:
    return journey.__name__.removeprefix("test_")


@pytest.mark.parametrize("journey", [_KILLED, *map(_name, JOURNEYS)])
async def test_a_stock_worker_plays_it_too(played: Mapping[str, asyncio.Task[None]], journey: str) -> None:
    await played[journey]
