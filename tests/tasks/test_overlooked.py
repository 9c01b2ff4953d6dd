"""A story that its writer did not find, and that the feed shows later."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.errors import CopydeskError
from models.domain.review import ReviewKind, Verdict
from models.store import articles
from models.tables import Account, Article
from tasks.deciding import take_in
from tasks.publishing import publish
from tests.builders import asked, decided, reread
from tests.conftest import Clock, Outside
from tests.tasks.attempts import a_lost_article, attempts_of

Take = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
def now(clock: Clock) -> None:
    """The simulated Medium dates its stories by the machine's clock."""
    clock.now = datetime.now(UTC).replace(microsecond=0)


async def an_overlooked_article(desk: Services, outside: Outside, under_lease: Take, clock: Clock) -> Article:
    """Its story is out, its feed does not show it, and the writer said that it is not there."""
    article = await a_lost_article(desk, outside, under_lease, kind="cut_after", feed_delay=3600)
    clock.advance(minutes=5)
    await under_lease(publish, article.id)
    [review] = await asked(desk, article, ReviewKind.LOST)
    await decided(desk, review, Verdict.NOT_THERE)
    await under_lease(take_in, article.id)
    return article


async def is_found(desk: Services, outside: Outside, under_lease: Take, article: Article) -> None:
    """The feed shows it now, and it stays the only one."""
    await outside.post("medium/feed_delay", seconds=0)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    out = await reread(desk, article)
    assert (out.stage, out.medium_post_id) == (Stage.PUBLISHED, story["id"])
    assert (await attempts_of(desk, article))[0].outcome is AttemptOutcome.POSTED


async def test_a_story_that_shows_up_after_the_writer_looked_is_not_posted_again(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await an_overlooked_article(desk, outside, under_lease, clock)
    await is_found(desk, outside, under_lease, article)
    assert len(await attempts_of(desk, article)) == 1


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 429}, {"kind": "cut_before"}], ids=["refused", "lost"])
async def test_a_story_that_shows_up_after_a_further_try_is_not_posted_again(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock, fault: dict[str, object]
) -> None:
    """What the writer did not find stays in doubt, whatever came of the tries that followed."""
    article = await an_overlooked_article(desk, outside, under_lease, clock)
    async with desk.database.session() as session:
        (await session.get_one(Account, article.account_id)).grace_minutes = 600
    clock.advance(hours=2)  # so the story is older than the try that follows
    await outside.suffer("medium", "post", **fault)  # type: ignore[arg-type]
    with pytest.raises(CopydeskError):
        await under_lease(publish, article.id)
    await is_found(desk, outside, under_lease, article)
    async with desk.database.session() as session:
        last = (await articles.story(session, article.id))[-1].text
    assert ("twice" in last) == (fault["kind"] == "cut_before"), "of the try that was lost nobody knows"
