"""A year of five accounts in three zones, through the store, the gate, the lines and Medium, as clocks change twice.

Two Medium profiles have two accounts each. Writers answer soon, late or never; the machine sleeps now and then; on some
days a profile has more to post than Medium takes.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import col, select

from integrations.services import Services
from models.domain.article import Stage
from models.domain.deadline import DeadlineRule
from models.domain.errors import TryLater
from models.domain.punctuality import ON_TIME
from models.domain.quota import POSTS, WINDOW
from models.domain.review import Verdict
from models.tables import Account, Article, PublishAttempt
from tasks import gate
from tests.builders import an_account, an_article, reread
from tests.conftest import Clock, Outside
from tests.tasks.test_a_burst import Parked
from tests.tasks.test_publishing import Take
from tests.tasks.test_some_weeks import Weeks, _all, _verdicts_of_rules

BEGINS = datetime.fromisoformat("2027-01-01T00:00:00Z")
GRACE = timedelta(hours=2)
BUSY_DAYS = (86, 300)
HOUSES = (  # label, profile, zone, rule
    ("berlin", "ada", "Europe/Berlin", DeadlineRule.HOLD),
    ("berlin too", "ada", "America/New_York", DeadlineRule.NEXT_SLOT),
    ("new york", "bob", "America/New_York", DeadlineRule.NEXT_SLOT),
    ("lord howe", "cyd", "Australia/Lord_Howe", DeadlineRule.LEAVE_AS_DRAFT),
    ("lord howe too", "cyd", "Europe/Berlin", DeadlineRule.HOLD),
)


class Year(Weeks):
    begins, lasts, step = BEGINS, timedelta(days=395), timedelta(hours=12)

    def __init__(self, desk: Services, clock: Clock, under_lease: Take, seed: int) -> None:
        super().__init__(desk, clock, under_lease, seed)
        nights = [BEGINS + timedelta(days=self.random.random() * 360) for _ in range(30)]
        self.naps = tuple((at, at + timedelta(hours=self.random.choice((0.5, 1.5, 5, 30)))) for at in sorted(nights))
        self.wakes: list[datetime] = []

    def next_moments(self, alive: list[Article]) -> list[datetime]:
        moments = (*super().next_moments(alive), *self.answers.values(), *self.wakes)
        return [each for each in moments if each > self.clock()]

    async def go_on(self, article: Article) -> None:
        try:
            await super().go_on(article)
        except TryLater as trouble:
            self.wakes.append(self.clock() + timedelta(seconds=trouble.retry_after_seconds or 60))

    async def is_let_through(self, article: Article) -> bool:
        try:
            return await super().is_let_through(article)
        except Parked as parked:
            self.wakes.append(parked.until)
            return False


@pytest.fixture
def _parking(monkeypatch: pytest.MonkeyPatch) -> None:
    async def park(until: datetime, _: str) -> None:
        raise Parked(until)

    monkeypatch.setattr(gate, "_park", park)


@pytest.mark.timeout(900)  # most of a minute on a machine that does nothing else
@pytest.mark.usefixtures("_parking")
async def test_in_a_year_nothing_goes_out_early_late_beyond_its_rule_twice_or_on_the_wrong_account(
    desk: Services, clock: Clock, outside: Outside, under_lease: Take
) -> None:
    clock.now = BEGINS
    year = Year(desk, clock, under_lease, seed=11)
    accounts = {each.id: each for each in [await _an_account(desk, outside, *house) for house in HOUSES]}
    for account in accounts.values():
        await _queue(desk, account, year.random)
    await _be_busy(desk, list(accounts.values()))
    await year.live()
    assert await year.alive() == []
    found = [await reread(desk, each) for each in await _all(desk)]
    out = [each for each in found if each.stage is Stage.PUBLISHED]
    drafts = [each for each in found if each.stage is Stage.LEFT_AS_DRAFT]
    assert {each.stage for each in found} == {Stage.PUBLISHED, Stage.LEFT_AS_DRAFT, Stage.ON_HOLD}
    assert len(out) > 40
    assert len({each.publish_at.month for each in out}) > 9
    for each in out:
        at, approved_for = year.went_out[each.id], year.approved_for[each.id]
        assert approved_for <= at <= approved_for + GRACE + ON_TIME
    await _went_to_its_account_once(outside, out + drafts, accounts)
    assert {accounts[each.account_id].deadline_rule for each in drafts} == {DeadlineRule.LEAVE_AS_DRAFT}
    assert await _verdicts_of_rules(desk) == {Verdict.HOLD, Verdict.CHANGE, Verdict.LEAVE}
    await _no_day_had_too_many(desk, {each.id: accounts[each.account_id].medium_user_id or "" for each in found})


async def _went_to_its_account_once(outside: Outside, gone: list[Article], accounts: dict[int, Account]) -> None:
    """As Medium saw it: whose token posted, and which text."""
    stories = {each["id"]: each for each in await outside.stories()}
    assert sorted(stories) == sorted(each.medium_post_id or "" for each in gone)
    for each in gone:
        story = stories[each.medium_post_id or ""]
        assert story["author_id"] == accounts[each.account_id].medium_user_id
        assert f"day{each.id} of the" in story["content"]
        assert (story["status"] == "draft") is (each.stage is Stage.LEFT_AS_DRAFT)
    assert len({each["author_id"] for each in stories.values()}) == len({profile for _, profile, _, _ in HOUSES})


async def _no_day_had_too_many(desk: Services, profile_of: dict[int, str]) -> None:
    posts = defaultdict[str, list[datetime]](list)
    async with desk.database.session() as session:
        query = select(PublishAttempt).order_by(col(PublishAttempt.intended_at))
        attempts = (await session.exec(query)).all()
    assert max(Counter(each.article_id for each in attempts).values()) == 1
    for each in attempts:
        posts[profile_of[each.article_id]].append(each.intended_at)
    most = max(sum(at <= other < at + WINDOW for other in of) for of in posts.values() for at in of)
    assert most == POSTS  # the busy days wanted more


async def _an_account(
    desk: Services, outside: Outside, label: str, profile: str, zone: str, rule: DeadlineRule
) -> Account:
    token = f"a-token-of-{profile}"
    await outside.post("medium/users", token=token, username=profile, posts_per_day=999)  # its days are real ones
    account = await an_account(desk, label, token, zone=zone, slots_zone=zone, deadline_rule=rule)
    async with desk.database.session() as session:
        kept = await session.get_one(Account, account.id)
        kept.medium_user_id = (await desk.medium(desk.vault.open(kept.medium_token or b"")).me()).id
        kept.medium_username = profile
        return kept


async def _queue(desk: Services, account: Account, random: Random) -> None:
    for month in range(12):
        at = BEGINS + timedelta(days=4 + 30 * month, minutes=random.randrange(28 * 24 * 60))
        await an_article(desk, account, publish_at=at)


async def _be_busy(desk: Services, accounts: list[Account]) -> None:
    """Thirteen within an hour and a half, of two accounts that post as the same person; their writer is quick."""
    for day in BUSY_DAYS:
        noon = BEGINS + timedelta(days=day, hours=12)
        for number in range(13):
            account = accounts[number % 2]
            await an_article(desk, account, topic="Busy", publish_at=noon + timedelta(minutes=7 * number))
