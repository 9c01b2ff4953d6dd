"""Many articles that are due in the same minute: they go apart, none twice, none too many, and everyone is told."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from integrations.medium.refusals import DailyLimitReached, RateLimited
from integrations.medium.token_line import TokenLine
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.store import articles, turns
from models.tables import Account, Article, PublishTurn
from tasks import gate
from tasks import turns as turns_of_tasks
from tasks.asking import seal_of
from tasks.publishing import publish
from tests.builders import PLAIN, a_person, a_sealed_article, an_account, change, reread
from tests.conftest import Clock, Outside
from tests.tasks.attempts import attempts_of, posts_received
from tests.tasks.test_publishing import Take
from tests.tasks.test_some_weeks import a_draft_of

APART = timedelta(seconds=15)


class Parked(Exception):
    def __init__(self, until: datetime) -> None:
        self.until = until


@pytest.fixture
async def paced(desk: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    """As it is outside of tests: a pace is kept, and whoever waits in a line lets the clock go on."""

    async def wait(seconds: float) -> None:
        clock.advance(seconds=seconds)

    async def park(until: datetime, _: str) -> None:
        raise Parked(until)

    monkeypatch.setattr(gate, "_park", park)
    paced = dataclasses.replace(
        desk,
        settings=desk.settings.model_copy(update={"medium_seconds_between_stories": APART.total_seconds()}),
        token_line=TokenLine(desk.database, clock, 1, sleep=wait),
    )
    install(paced)
    yield paced
    install(desk)


async def a_profile(
    desk: Services, outside: Outside, name: str, *labels: str, posts_per_day: int = 10
) -> list[Account]:
    """Accounts that post as the same person, each with a chat of its own."""
    await outside.post("medium/users", token=name, username=name, posts_per_day=posts_per_day)
    accounts = [await an_account(desk, label, name, zone="Europe/Berlin") for label in labels]
    for account in accounts:
        me = await desk.medium(desk.vault.open(account.medium_token or b"")).me()
        async with desk.database.session() as session:
            kept = await session.get_one(Account, account.id)
            kept.medium_user_id = account.medium_user_id = me.id
            kept.medium_username = name
        await outside.post("writer/text", chat=2000 + account.id, text="hello")
        await a_person(desk, account, telegram_id=2000 + account.id)
    return accounts


class Burst:
    """Runs that are woken at their time, in no particular order, and once more for nothing."""

    def __init__(self, desk: Services, clock: Clock, under_lease: Take, due: list[Article]) -> None:
        self.desk, self.clock, self.under_lease, self.random = desk, clock, under_lease, Random(7)
        self.wakes = [(article.publish_at, article.id) for article in due]
        self.went_out: dict[int, datetime] = {}

    async def live(self) -> None:
        while self.wakes:
            first = min(at for at, _ in self.wakes)
            self.clock.now = max(self.clock.now, first)
            now = [each for each in self.wakes if each[0] <= self.clock.now]
            self.wakes = [each for each in self.wakes if each[0] > self.clock.now]
            self.random.shuffle(now)
            for _, article_id in now:
                await self.wake(article_id)

    async def stage_of(self, article_id: int) -> Stage:
        async with self.desk.database.session() as session:
            return (await articles.article(session, article_id)).stage

    async def wake(self, article_id: int) -> None:
        try:
            stage = await self.stage_of(article_id)
            if stage is Stage.PUBLISHING or (stage is Stage.SCHEDULED and await gate.time(article_id)):
                await self.under_lease(publish, article_id)
                self.went_out[article_id] = self.clock.now
        except Parked as parked:
            self.wakes.append((parked.until, article_id))
        except TryLater as trouble:
            wait = timedelta(seconds=max(60, trouble.retry_after_seconds or 0))
            self.wakes.append((self.clock.now + wait, article_id))


async def test_fifty_that_are_due_at_once_go_apart_and_everyone_is_told_when_theirs_goes(
    paced: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    shared = await a_profile(paced, outside, "shared", "one", "two", "three")
    others = [(await a_profile(paced, outside, name, name))[0] for name in ("ann", "bea", "cyd", "dee")]
    accounts = [*(shared[number % 3] for number in range(12)), *(others[number % 4] for number in range(38))]
    due_at = clock() + timedelta(minutes=5)
    due = [
        await a_sealed_article(paced, account, a_draft_of(number), publish_at=due_at)
        for number, account in enumerate(accounts)
    ]
    burst = Burst(paced, clock, under_lease, due)
    await burst.live()
    found = [await reread(paced, each) for each in due]
    out = [each for each in found if each.stage is Stage.PUBLISHED]
    asked = [each for each in found if each.stage is Stage.FINAL_REVIEW]
    assert (len(out), len(asked)) == (48, 2)
    assert all("10 posts a day" in each.reason and each.account_id in {one.id for one in shared} for each in asked)
    assert await posts_received(outside) == len(await outside.stories()) == 48
    assert max(Counter(each["username"] for each in await outside.stories()).values()) == 10
    by_profile = defaultdict(list)
    for each in out:
        by_profile[next(one.medium_user_id for one in accounts if one.id == each.account_id)].append(
            burst.went_out[each.id]
        )
    for moments in by_profile.values():
        moments.sort()
        assert moments[0] - due_at < timedelta(seconds=60)
        assert all(after - before >= APART - timedelta(seconds=5) for before, after in pairwise(moments))
    await everyone_was_told_once(paced, outside, out)


async def everyone_was_told_once(desk: Services, outside: Outside, out: list[Article]) -> None:
    """Who had to wait into another minute than theirs."""
    said = Counter[int]()
    for account_id in {each.account_id for each in out}:
        words = [each["text"] for each in await outside.messages(2000 + account_id)]
        said[account_id] = sum(" goes out at about 10:0" in each and " before it." in each for each in words)
    async with desk.database.session() as session:
        waits = [await session.get_one(PublishTurn, each.id) for each in out]
    waited = Counter(
        each.account_id for each, turn in zip(out, waits, strict=True) if turn.goes_at - each.publish_at >= 4 * APART
    )
    assert sum(waited.values()) > 20
    assert said == waited


async def test_a_pause_that_medium_asks_for_is_kept_by_every_article_of_the_token(
    paced: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    accounts = await a_profile(paced, outside, "shared", "one", "two")
    elsewhere = (await a_profile(paced, outside, "ann", "ann"))[0]
    due = [await a_sealed_article(paced, accounts[n % 2], a_draft_of(n), publish_at=clock()) for n in range(6)]
    await outside.suffer("medium", "post", "status", status=429, retry_after=120, skip=2)
    first = Burst(paced, clock, under_lease, due)
    while await posts_received(outside) < 3:
        now, first.wakes = sorted(first.wakes), []
        clock.now = max(clock.now, now[0][0])
        for at, article_id in now:
            if at > clock.now:
                first.wakes.append((at, article_id))
            else:
                await first.wake(article_id)
    refused_at = clock.now
    other = await a_sealed_article(paced, elsewhere, a_draft_of(50), publish_at=clock())
    first.wakes += [(clock.now, each.id) for each in due]  # whoever wakes them meanwhile
    first.wakes += [(clock.now, other.id)]
    await first.live()
    assert {(await reread(paced, each)).stage for each in [*due, other]} == {Stage.PUBLISHED}
    assert first.went_out[other.id] - refused_at < timedelta(seconds=60)
    later = sorted(at for article_id, at in first.went_out.items() if at > refused_at and article_id != other.id)
    assert len(later) == 4
    assert later[0] - refused_at >= timedelta(seconds=115)
    assert all(after - before >= timedelta(seconds=9) for before, after in pairwise(later))
    assert len(await outside.stories()) == 7
    assert await posts_received(outside) == 8


async def test_a_days_limit_that_others_used_up_keeps_the_stories_of_the_profile_and_not_the_token(
    paced: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    """Posts that were made elsewhere count at Medium, and here nobody knows of them."""
    accounts = await a_profile(paced, outside, "shared", "one", "two", posts_per_day=1)
    due = [await a_sealed_article(paced, accounts[n % 2], a_draft_of(n), publish_at=clock()) for n in range(3)]
    await Burst(paced, clock, under_lease, due).live()
    tries = [one for each in due for one in await attempts_of(paced, each)]
    out, refused, *later = sorted(one.intended_at for one in tries)
    assert refused - out == APART
    assert later
    assert all(each - refused >= timedelta(hours=1) for each in later)
    assert await posts_received(outside) == 2 + len(later) <= 4
    assert len(await outside.stories()) == 1
    assert Counter([(await reread(paced, each)).stage for each in due]) == {Stage.PUBLISHED: 1, Stage.FINAL_REVIEW: 2}
    token = paced.vault.open(accounts[0].medium_token or b"")
    assert await paced.token_line.pause_left(token) <= timedelta(seconds=1)  # between any two requests


@pytest.mark.parametrize(("said", "waits_seconds"), [(None, 3600), (7200.0, 7200)])
async def test_a_days_limit_lasts_as_long_as_medium_says_or_else_an_hour(
    paced: Services, outside: Outside, clock: Clock, said: float | None, waits_seconds: int
) -> None:
    [account] = await a_profile(paced, outside, "ann", "ann")
    article = await a_sealed_article(paced, account, publish_at=clock())
    assert await gate.time(article.id)
    token = paced.vault.open(account.medium_token or b"")
    await turns_of_tasks.keep_the_pause(paced, article.id, token, DailyLimitReached("Not today.", said))
    async with paced.database.session() as session:
        turn = await turns.turn_of(session, article)
    assert turn is not None
    assert turn.goes_at == clock() + timedelta(seconds=waits_seconds)


async def test_without_a_word_of_how_long_the_pauses_grow(paced: Services, outside: Outside, clock: Clock) -> None:
    [account] = await a_profile(paced, outside, "ann", "ann")
    token = paced.vault.open(account.medium_token or b"")
    pauses = []
    for _ in range(4):
        await outside.suffer("medium", "images", "status", status=429)
        with pytest.raises(RateLimited):
            await paced.medium(token).upload_image(b"a picture", "image/png")
        pauses.append((await paced.token_line.pause_left(token)).total_seconds())
        if pauses[-1] > 30:  # a shorter one is waited out
            with pytest.raises(RateLimited):
                await paced.medium(token).upload_image(b"a picture", "image/png")
        clock.advance(seconds=pauses[-1])
    assert len(await outside.calls("medium", "images")) == 4
    assert all(30 * 2**n * 0.75 <= pause <= 30 * 2**n * 1.25 for n, pause in enumerate(pauses))


async def test_a_draft_that_is_left_by_rule_waits_for_the_stories_that_have_their_turn(
    paced: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    [account] = await a_profile(paced, outside, "ann", "ann")
    waits = await a_sealed_article(paced, account, a_draft_of(1), publish_at=clock())
    assert await gate.time(waits.id)
    left = await a_sealed_article(paced, account, PLAIN, publish_at=clock() - timedelta(hours=9))
    await change(paced, left, stage=Stage.PUBLISHING, options={"status": "draft"})
    async with paced.database.session() as session:
        article = await session.get_one(Article, left.id)
        article.seal = await seal_of(session, article)
    with pytest.raises(TryLater, match="go first"):
        await under_lease(publish, left.id)
    assert await posts_received(outside) == 0
    clock.advance(seconds=15)
    await under_lease(publish, left.id)
    assert (await reread(paced, left)).stage is Stage.LEFT_AS_DRAFT


async def test_a_turn_that_the_machine_slept_through_is_given_anew(paced: Services, clock: Clock) -> None:
    account = await an_account(paced)
    due = [await a_sealed_article(paced, account, a_draft_of(n), publish_at=clock()) for n in range(4)]
    assert await gate.time(due[0].id)
    for article in due[1:]:
        with pytest.raises(Parked):
            await gate.time(article.id)
    clock.advance(minutes=10)
    assert await gate.time(due[3].id)
    with pytest.raises(Parked) as parked:
        await gate.time(due[2].id)
    assert parked.value.until == clock() + APART
    async with paced.database.session() as session:
        turn = await turns.turn_of(session, due[2])
    assert turn is not None
    assert (turn.goes_at, turn.ahead) == (clock() + APART, 1)
