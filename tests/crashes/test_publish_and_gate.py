"""A worker dies at every line, and after every await, of the publish step and of the gate. What comes of it outside?

Each story is told once for every point that it passes: the worker dies there, others go on, and then Medium has at
most one post, the article's end says the same, and the writer's chat holds nothing twice.
"""

import itertools
from collections.abc import AsyncIterator

import pytest

from integrations.services import Services
from tasks import gate, publishing
from tests.conftest import Clock, Outside, Spare
from tests.crashes.reaper import Reaper, lines_of
from tests.crashes.stagehand import Stagehand, Story
from tests.crashes.stories import STORIES
from tests.public_store import public_store
from tests.recorded_prefect import RecordedPrefect

DANGEROUS = (publishing, gate)


@pytest.fixture
async def public_url(desk: Services) -> AsyncIterator[str]:
    async with public_store(desk) as address:
        yield address


@pytest.fixture
def hand(
    desk: Services,
    public_url: str,
    outside: Outside,
    prefect: RecordedPrefect,
    clock: Clock,
    own: Spare,
    monkeypatch: pytest.MonkeyPatch,
) -> Stagehand:
    return Stagehand(desk, public_url, outside, prefect, clock, own, monkeypatch)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_death_at_any_point_loses_nothing_and_doubles_nothing(hand: Stagehand, story: Story) -> None:
    usual = Reaper(DANGEROUS)
    if story.like:
        await hand.tell(story.like, usual)
    for number in itertools.count(1):
        reaper = Reaper(DANGEROUS, number, usual.passed)
        try:
            life = await hand.tell(story, reaper)
        except AssertionError as failure:
            raise AssertionError(f"killed {reaper.struck_at}: {failure}") from failure
        if reaper.struck_at is None:
            break
        assert life.deaths == 1
    assert number > 1 or story.like


async def test_the_stories_together_pass_every_line(hand: Stagehand) -> None:
    """So that a new line cannot be without its death."""
    passed = set()
    for story in STORIES:
        reaper = Reaper(DANGEROUS)
        await hand.tell(story, reaper)
        passed |= {(point.module, point.line) for point in reaper.passed}
    missing = sorted(frozenset().union(*map(lines_of, DANGEROUS)) - passed)
    assert not missing, f"no story passes {missing}"
