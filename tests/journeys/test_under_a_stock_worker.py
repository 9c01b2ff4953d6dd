"""The life of an article under Prefect's own process worker: the same flow, and a process of its own for each resume.

The journeys are those of the desk's worker. They are played side by side on one stack, since each of them waits most of
its time for a process to start. `pytest tests/journeys --stock-worker` plays all the others so, one after the other.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest

from deployments.rehearsal import rehearsal
from integrations.services import open_services
from tests.journeys import test_the_whole_way as whole_way
from tests.journeys import test_when_things_fail as failing
from tests.journeys.cast import Cast
from tests.journeys.conftest import STOCK, STOCK_PACE, settings_of

pytestmark = pytest.mark.timeout(580)
Journey = Callable[[Cast], Awaitable[None]]
JOURNEYS: tuple[Journey, ...] = (
    whole_way.test_an_image_that_is_refused_once_is_made_again_and_the_text_is_left_alone,
    whole_way.test_feedback_twice_makes_two_revisions_and_then_it_goes_on,
    whole_way.test_tags_and_time_are_changed_and_it_goes_out_at_the_new_time,
    whole_way.test_an_article_that_is_approved_at_once_is_published_once,
    whole_way.test_an_image_that_is_left_out_takes_its_slot_with_it,
    whole_way.test_an_article_that_the_writer_holds_is_asked_about_again_when_they_let_it_go_on,
    failing.test_a_post_whose_answer_was_lost_is_found_in_the_feed_and_not_sent_again,
    whole_way.test_a_tap_that_comes_before_the_run_sleeps_counts_and_the_run_goes_on_at_once,
    whole_way.test_a_dropped_article_ends_and_is_never_posted,
)
_AT_ONCE = 4


@pytest.fixture(scope="module")
async def played(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[Journey, asyncio.Task[None]]]:
    at_once = asyncio.Semaphore(_AT_ONCE)
    with rehearsal(tmp_path_factory.mktemp("stock") / "home", STOCK) as stack:
        async with open_services(settings_of(stack.home), stack.address) as desk:

            async def play(journey: Journey) -> None:
                async with at_once, Cast.assembled(stack.simulators_url, desk, STOCK_PACE) as cast:
                    await journey(cast)
                    await _each_had_a_process(cast)

            plays = {journey: asyncio.create_task(play(journey)) for journey in JOURNEYS}
            yield plays
            for each in plays.values():
                each.cancel()
            await asyncio.gather(*plays.values(), return_exceptions=True)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__.removeprefix("test_"))
async def test_a_stock_worker_plays_it_too(played: Mapping[Journey, asyncio.Task[None]], journey: Journey) -> None:
    await played[journey]


async def _each_had_a_process(cast: Cast) -> None:
    runs = await cast.prefect("/flow_runs/filter", {"flows": {"name": {"any_": ["article"]}}})
    assert runs
    assert [run["name"] for run in runs if run["start_time"] and not run["infrastructure_pid"]] == []
