"""Weeks of three accounts in three zones, through the store, the gate and Medium: March and April, as clocks change.

The writer of each account answers after hours, after days or never; the machine sleeps three times.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

from sqlmodel import col, select

from integrations.services import Services
from models.domain.article import ENDED, Stage
from models.domain.deadline import DeadlineRule
from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import articles, calendar
from models.tables import Account, Article, Decision, Review
from tasks import gate
from tasks.deciding import take_in
from tasks.dispatching import due_articles
from tasks.overdue import follow_the_rules
from tasks.publishing import publish
from tests.builders import PLAIN, a_text, an_account, an_article, asked, change, reread
from tests.conftest import Clock, Outside
from tests.tasks.test_publishing import Take

BEGINS = datetime.fromisoformat("2027-03-01T00:00:00Z")
STEP = timedelta(hours=3)
NAPS = (
    (BEGINS + timedelta(days=9, hours=11), BEGINS + timedelta(days=9, hours=13)),
    (BEGINS + timedelta(days=15), BEGINS + timedelta(days=15, hours=14)),
    (BEGINS + timedelta(days=26), BEGINS + timedelta(days=31)),
)
RULES = {
    "Europe/Berlin": DeadlineRule.HOLD,
    "America/New_York": DeadlineRule.NEXT_SLOT,
    "Australia/Lord_Howe": DeadlineRule.LEAVE_AS_DRAFT,
}
TOPICS = 10  # of each account


def a_draft_of(number: int) -> Draft:
    """A text of its own for each: nearly the same one goes out once."""
    words = " ".join(f"day{number} of the {word} tides" for word in range(60))
    return PLAIN.model_copy(update={"body": f"Written with AI. {words}"})


class Weeks:
    begins, lasts, step = BEGINS, timedelta(weeks=10), STEP
    naps: tuple[tuple[datetime, datetime], ...] = NAPS

    def __init__(self, desk: Services, clock: Clock, under_lease: Take, seed: int) -> None:
        self.desk, self.clock, self.under_lease, self.random = desk, clock, under_lease, Random(seed)
        self.approved_for: dict[int, datetime] = {}
        self.answers: dict[int, datetime] = {}  # by review
        self.went_out: dict[int, datetime] = {}

    async def live(self) -> None:
        while self.clock() < self.begins + self.lasts and (alive := await self.alive()):
            await self.begin()
            await follow_the_rules(self.desk)
            await self.answer()
            for article_id in await self.decided():
                await self.under_lease(take_in, article_id)
            await self.show()
            for article in await self.alive():
                await self.go_on(article)
            self.clock.now = self.awake(min([self.clock() + self.step, *self.next_moments(alive)]))

    def next_moments(self, alive: list[Article]) -> list[datetime]:
        return [each.publish_at for each in alive if each.publish_at > self.clock()]

    def awake(self, moment: datetime) -> datetime:
        return next((end for start, end in self.naps if start <= moment < end), moment)

    async def alive(self) -> list[Article]:
        async with self.desk.database.at_once() as session:
            return list((await session.exec(select(Article).where(col(Article.stage).not_in(ENDED)))).all())

    async def begin(self) -> None:
        """As if the text were written and approved: tags and time are asked about."""
        for article_id, _ in await due_articles.fn():
            async with self.desk.database.session() as session:
                article = await articles.article(session, article_id)
            await a_text(self.desk, article, a_draft_of(article.id))
            await change(self.desk, article, stage=Stage.FINAL_REVIEW, tags=["Writing"], stage_since=self.clock())

    async def show(self) -> None:
        """Whatever waits at the last review and is not asked about; the writer makes up their mind when to answer."""
        async with self.desk.database.at_once() as session:
            open_ones = select(Review.article_id).where(col(Review.closed_at).is_(None))
            waiting = select(Article).where(Article.stage == Stage.FINAL_REVIEW, col(Article.id).not_in(open_ones))
            unasked = (await session.exec(waiting)).all()
        for article in unasked:
            [review] = await asked(self.desk, article, ReviewKind.FINAL)
            usually = (0.5, 5, 20, 90, None, None)
            if (hours := 0.5 if article.topic == "Busy" else self.random.choice(usually)) is not None:
                self.answers[review.id] = self.clock() + timedelta(hours=hours)
            async with self.desk.database.session() as session:
                (await session.get_one(Review, review.id)).shown_at = self.clock()

    async def answer(self) -> None:
        for review_id in [each for each, at in self.answers.items() if at <= self.clock()]:
            del self.answers[review_id]
            with suppress(Refused):  # it was closed meanwhile
                await self.desk.desk.decide(review_id, Verdict.APPROVE, Channel.CONSOLE, self.clock())

    async def decided(self) -> list[int]:
        async with self.desk.database.at_once() as session:
            query = select(Review.article_id).join(Decision, col(Decision.review_id) == Review.id)
            return list((await session.exec(query.where(col(Decision.applied_at).is_(None)))).all())

    async def go_on(self, article: Article) -> None:
        if article.stage is Stage.SCHEDULED:
            self.approved_for.setdefault(article.id, article.publish_at)
        if article.stage is Stage.PUBLISHING or (
            article.stage is Stage.SCHEDULED
            and article.publish_at <= self.clock()
            and await self.is_let_through(article)
        ):
            self.went_out[article.id] = self.clock()
            await self.under_lease(publish, article.id)

    async def is_let_through(self, article: Article) -> bool:
        try:
            is_let_through = await gate.time(article.id)
        except RuntimeError:  # it parks its run, and there is none here
            return False
        if not is_let_through:
            del self.approved_for[article.id]
        return is_let_through


async def test_nothing_goes_out_early_late_beyond_its_rule_or_twice(
    desk: Services, clock: Clock, outside: Outside, under_lease: Take
) -> None:
    clock.now = BEGINS
    weeks = Weeks(desk, clock, under_lease, seed=3)
    accounts = [await _an_account_in(desk, zone, outside) for zone in RULES]
    for account in accounts:
        await _queue(desk, account, weeks.random)
    await weeks.live()
    assert await weeks.alive() == []
    found = [await reread(desk, each) for each in await _all(desk)]
    out = [each for each in found if each.stage is Stage.PUBLISHED]
    drafts = [each for each in found if each.stage is Stage.LEFT_AS_DRAFT]
    assert {each.stage for each in found} == {Stage.PUBLISHED, Stage.LEFT_AS_DRAFT, Stage.ON_HOLD}
    assert len(out) > 10
    for each in out:
        assert (
            weeks.approved_for[each.id] <= weeks.went_out[each.id] <= weeks.approved_for[each.id] + timedelta(hours=2)
        )
    stories = await outside.stories()
    assert sorted(each["id"] for each in stories) == sorted(each.medium_post_id or "" for each in out + drafts)
    assert {each["id"] for each in stories if each["status"] == "draft"} == {each.medium_post_id for each in drafts}
    assert {each.account_id for each in drafts} == {accounts[2].id}
    assert all(each.reason for each in found if each.stage is Stage.ON_HOLD)
    assert await _verdicts_of_rules(desk) == {Verdict.HOLD, Verdict.CHANGE, Verdict.LEAVE}


async def _an_account_in(desk: Services, zone: str, outside: Outside) -> Account:
    label = zone.rpartition("/")[2]
    await outside.post("medium/users", token=label, username=label.lower(), posts_per_day=99)  # its day is a real one
    account = await an_account(desk, label, label, zone=zone, slots_zone=zone, deadline_rule=RULES[zone])
    async with desk.database.session() as session:
        kept = await session.get_one(Account, account.id)
        assert kept.medium_token is not None
        kept.medium_user_id = (await desk.medium(desk.vault.open(kept.medium_token)).me()).id
        return kept


async def _queue(desk: Services, account: Account, random: Random) -> None:
    async with desk.database.session() as session:
        slots = await calendar.slots_for_topics(session, account.id, desk.clock(), TOPICS // 2)
    typed = [desk.clock() + timedelta(minutes=random.randrange(60, 40 * 24 * 60)) for _ in range(TOPICS // 2)]
    for at in [*slots, *typed]:
        await an_article(desk, account, publish_at=at)


async def _all(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return list(await articles.articles(session))


async def _verdicts_of_rules(desk: Services) -> set[Verdict]:
    async with desk.database.session() as session:
        query = select(Decision.verdict).where(col(Decision.channel) == Channel.RULE)
        return {Verdict(each) for each in (await session.exec(query)).all()}
