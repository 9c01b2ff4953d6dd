"""Two desks on two homes share one PostgreSQL, one object store and one Prefect server; one of them dies, or is frozen.

The one is the stage's own; the second is a worker alone, as a machine of a cluster runs it. Where it is to die it runs
on a host of its own: in a namespace of processes, where nobody can see of the other whether it lives.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path

import httpx
import psutil
import pytest

from deployments.rehearsal import Rehearsal, environment_of
from integrations.addresses import read_stack
from models.domain.article import Stage
from models.store import effects, reviews
from tasks.holders import is_of_this_host
from tests.journeys.cast import Cast
from tests.journeys.test_the_commands import LEAVES_WITHIN_SECONDS, as_own_services, beats, while_it_runs

pytestmark = pytest.mark.timeout(240)
_PORT = 18475


# Root reaches PostgreSQL's socket as itself alone; everybody else may do this only as root of a world of their own.
_AS_WHOM = () if os.geteuid() == 0 else ("--user", "--map-root-user")
_ANOTHER_HOST = ("unshare", *_AS_WHOM, "--pid", "--fork", "--mount-proc", "--kill-child")


@cache
def _another_host() -> tuple[str, ...]:
    """What makes one, where the system lets us; elsewhere all are on this one, whose dead are seen at once."""
    if shutil.which(_ANOTHER_HOST[0]) is None:
        return ()
    made = subprocess.run([*_ANOTHER_HOST, "true"], capture_output=True, check=False)
    return _ANOTHER_HOST if made.returncode == 0 else ()


@asynccontextmanager
async def a_second_worker(
    stack: Rehearsal, home: Path, host: tuple[str, ...] = ()
) -> AsyncIterator[asyncio.subprocess.Process]:
    line = (*host, sys.executable, "-m", "deployments.cli", "run", "worker")
    running = await asyncio.create_subprocess_exec(*line, env=environment_of(home, as_own_services(stack, _PORT)))
    try:
        await while_it_runs(running, beats(home, "worker"))
        yield running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGCONT)
            for worker in psutil.Process(running.pid).children() if host else [running]:
                worker.send_signal(signal.SIGTERM)
        await asyncio.wait_for(running.wait(), LEAVES_WITHIN_SECONDS)


async def _in_hand(cast: Cast, second: asyncio.subprocess.Process, host: tuple[str, ...] = ()) -> set[int]:
    def is_theirs(holder: str) -> bool:
        return not is_of_this_host(holder) if host else f":{second.pid}:" in holder

    async with cast.desk.database.session() as session:
        return {lease.article_id for lease in await effects.leases(session) if is_theirs(lease.holder)}


async def _calls(cast: Cast, service: str, mark: str) -> list[dict[str, object]]:
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        log = (await http.get("/_sim/log", params={"service": service})).raise_for_status().json()
    return [call for call in log if mark in call["body"]]


async def _holders(cast: Cast, article_ids: set[int]) -> dict[int, str]:
    async with cast.desk.database.session() as session:
        return {
            each.article_id: each.holder for each in await effects.leases(session) if each.article_id in article_ids
        }


async def _goes_on(cast: Cast, article_ids: set[int], than: dict[int, str]) -> bool:
    """Another worker than these has each of them in hand, or is already through with it."""
    now = await _holders(cast, article_ids)
    waiting = {each for each in article_ids if now.get(each, "") in ("", than.get(each))}
    return all([(await cast.article(each)).stage is Stage.DRAFT_REVIEW for each in waiting])


def _topic(topic: str, number: int) -> str:
    """Under load it may take a dozen of them, and the first must not be found in the eleventh."""
    return f"{topic}, number {number:03}"


async def _started_until(cast: Cast, topic: str, is_at_work: Callable[[], Awaitable[set[int]]]) -> list[int]:
    """As many articles as it takes until this worker has one of them in hand, each with a slow model."""
    ids: list[int] = []
    while not await is_at_work():
        ids.append(await cast.start(_topic(topic, len(ids)), images=0))
        for _ in range(20):
            if await is_at_work():
                break
            await asyncio.sleep(0.1)
    return ids


async def test_what_a_killed_worker_had_in_hand_goes_on_at_the_other_desk(
    stack: Rehearsal, cast: Cast, tmp_path: Path
) -> None:
    await cast.plan_fault(service="model", method="chat", kind="slow", seconds=6, count=20, mark="Bridges")
    host = _another_host()
    async with a_second_worker(stack, tmp_path / "second", host) as second:
        in_hand = partial(_in_hand, cast, second, host)
        ids = await _started_until(cast, "Bridges of the north", in_hand)
        theirs = await in_hand()
        killed_worker = await _holders(cast, theirs)
        second.kill()
        killed_at = time.monotonic()
        while not await _goes_on(cast, theirs, than=killed_worker):
            await asyncio.sleep(0.1)
        assert time.monotonic() - killed_at < cast.pace.taken_over_within_seconds
        assert theirs <= set(ids)
        for article_id in ids:
            await cast.until(article_id, Stage.DRAFT_REVIEW)
    for topic in (_topic("Bridges of the north", number) for number in range(len(ids))):
        assert len(await _calls(cast, "model", topic)) <= 2  # what was cut off, once more
        cards = [seen for seen in await cast.writer.chat() if topic in seen.words]
        assert len(cards) == len({seen.words for seen in cards})


async def test_a_worker_that_is_frozen_past_its_lease_does_nothing_more_when_it_goes_on(
    stack: Rehearsal, cast: Cast, tmp_path: Path
) -> None:
    await cast.plan_fault(service="model", method="chat", kind="slow", seconds=3, count=20, mark="Frozen lakes")
    async with a_second_worker(stack, tmp_path / "second") as second:
        ids = await _started_until(cast, "Frozen lakes", partial(_in_hand, cast, second))
        theirs = await _in_hand(cast, second)
        second.send_signal(signal.SIGSTOP)
        for article_id in theirs:
            await cast.until(article_id, Stage.DRAFT_REVIEW)
            await _until_shown(cast, article_id)
        before = {article_id: await _told(cast, article_id) for article_id in theirs}
        second.send_signal(signal.SIGCONT)
        await asyncio.sleep(5)  # time enough for it to do harm
        assert {article_id: await _told(cast, article_id) for article_id in theirs} == before
        assert not await _in_hand(cast, second) & theirs
    for number in range(len(ids)):
        assert len(await _calls(cast, "model", _topic("Frozen lakes", number))) <= 2
    seen = [each.words for each in await cast.writer.chat() if "Frozen lakes" in each.words]
    assert len(seen) == len(set(seen))


async def _told(cast: Cast, article_id: int) -> tuple[Stage, int | None, int]:
    """Where it stands, with which text, and how much was sent about it."""
    article = await cast.article(article_id)
    return article.stage, article.revision_id, sum(article.topic in seen.words for seen in await cast.writer.chat())


async def _until_shown(cast: Cast, article_id: int) -> None:
    """And known to be: a card whose sender dies before it has noted that is sent again, and then that one counts."""
    while True:
        async with cast.desk.database.session() as session:
            asked = await reviews.open_reviews(session, article_id)
        if asked and all(review.shown_at is not None for review in asked):
            return
        await asyncio.sleep(0.1)


async def test_two_desks_carry_an_article_to_medium_together_and_one_of_them_dies_on_the_way(
    stack: Rehearsal, cast: Cast, tmp_path: Path
) -> None:
    async with a_second_worker(stack, tmp_path / "second"):
        article_id = await cast.start("Two pairs of hands", images=0)
        card = await cast.writer.card("Approve", "Revision 1")
        await _until_shown(cast, article_id)
        desk = next(process for process in read_stack(stack.home).processes if process.name == "desk")
        os.kill(desk.pid, signal.SIGKILL)
        await cast.writer.tap(card, "Approve")
        await cast.approve_plan()
        await cast.until(article_id, Stage.PUBLISHED)
    assert len(await cast.posts()) == 1
