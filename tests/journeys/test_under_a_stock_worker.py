"""Under Prefect's own process worker, and by webhook: the same flow, and a process of its own for each resume.

The home began with the desk's own worker and was killed without a word. The journeys are those of that worker, played
side by side, since each waits most of its time for a process. `--stock-worker` plays all the others so as well.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from deployments.rehearsal import rehearsal
from integrations.services import open_services
from tests.journeys import test_the_whole_way as whole_way
from tests.journeys import test_when_things_fail as failing
from tests.journeys.cast import Cast
from tests.journeys.conftest import STOCK, STOCK_PACE, STOCK_SECONDS, a_stage, settings_of
from tests.journeys.interrupted import Interrupted

pytestmark = pytest.mark.timeout(STOCK_SECONDS)
Journey = Callable[[Cast], Awaitable[None]]
JOURNEYS: tuple[Journey, ...] = (
    whole_way.test_feedback_twice_makes_two_revisions_and_then_it_goes_on,
    whole_way.test_tags_and_time_are_changed_and_it_goes_out_at_the_new_time,
    failing.test_a_post_whose_answer_was_lost_is_found_in_the_feed_and_not_sent_again,
)
_KILLED = "an_article_that_waited_when_the_power_went"
_OWED = "what_was_left_undone_meanwhile_is_put_right_at_the_start"


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
            plays[_OWED] = asyncio.create_task(interrupted.owed.is_given(desk))
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


@pytest.mark.parametrize("journey", [_KILLED, _OWED, *map(_name, JOURNEYS)])
async def test_a_stock_worker_plays_it_too(played: Mapping[str, asyncio.Task[None]], journey: str) -> None:
    await played[journey]
