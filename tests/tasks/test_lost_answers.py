"""Answers that were lost: every way in which Medium can lose one, and that none of them becomes a second post."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.errors import TryLater, Unknown
from models.domain.review import ReviewKind, Verdict
from models.tables import Account, Article
from tasks.deciding import take_in
from tasks.publishing import FEED_PATIENCE, publish
from tasks.reviewing import ask_whether_it_is_there
from tasks.telling import tell_the_end
from tests.builders import ADA, PLAIN, a_person, a_sealed_article, an_account, asked, decided, reread
from tests.conftest import Clock, Outside
from tests.tasks.attempts import a_lost_article, attempts_of, change_defaults, posts_received

Take = Callable[..., Awaitable[None]]
NOTHING_DONE = [{"kind": "status", "status": 500}, {"kind": "cut_before"}]
DONE = [{"kind": "cut_after"}, {"kind": "malformed"}, {"kind": "half_body"}]


@pytest.fixture(autouse=True)
def now(clock: Clock) -> None:
    """The simulated Medium dates its stories by the machine's clock."""
    clock.now = datetime.now(UTC).replace(microsecond=0)


async def by_hand(outside: Outside, title: str) -> None:
    """The same text, published by its writer."""
    story = {"title": title, "content": PLAIN.body, "content_format": "markdown"}
    await outside.post("medium/by_hand", username="demo", **story)


async def an_uncertain_article(desk: Services, outside: Outside, under_lease: Take, clock: Clock) -> Article:
    article = await a_lost_article(desk, outside, under_lease)
    clock.advance(minutes=5)
    await under_lease(publish, article.id)
    return article


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *DONE], ids=lambda fault: str(fault["kind"]))
async def test_a_lost_answer_is_unknown_and_the_story_is_posted_at_most_once(
    desk: Services, outside: Outside, under_lease: Take, fault: dict[str, object]
) -> None:
    article = await a_sealed_article(desk)
    await outside.suffer("medium", "post", **fault)  # type: ignore[arg-type]
    with pytest.raises(Unknown):
        await under_lease(publish, article.id)
    [lost] = await attempts_of(desk, article)
    assert (lost.outcome, lost.ended_at) == (AttemptOutcome.UNKNOWN, desk.clock())
    assert len(await outside.stories()) == (1 if fault in DONE else 0)
    assert (await reread(desk, article)).stage is Stage.PUBLISHING


@pytest.mark.parametrize("fault", DONE, ids=lambda fault: str(fault["kind"]))
async def test_a_story_that_the_feed_shows_is_published_without_a_second_post(
    desk: Services, outside: Outside, under_lease: Take, fault: dict[str, object]
) -> None:
    article = await a_sealed_article(desk)
    await outside.suffer("medium", "post", **fault)  # type: ignore[arg-type]
    with pytest.raises(Unknown):
        await under_lease(publish, article.id)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    out = await reread(desk, article)
    assert (out.stage, out.medium_post_id) == (Stage.PUBLISHED, story["id"])
    assert await posts_received(outside) == 1
    [attempt] = await attempts_of(desk, article)
    assert (attempt.outcome, attempt.post_id) == (AttemptOutcome.POSTED, story["id"])


async def test_a_death_between_the_intent_and_the_answer_is_looked_up_like_a_lost_answer(
    desk: Services, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await a_sealed_article(desk)

    async def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("tasks.publishing._close", killed)
        with pytest.raises(SystemExit):
            await under_lease(publish, article.id)
    [open_attempt] = await attempts_of(desk, article)
    assert open_attempt.outcome is AttemptOutcome.INTENDED
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.PUBLISHED
    assert await posts_received(outside) == 1


async def test_the_feed_is_given_its_time_before_anybody_is_asked(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await a_lost_article(desk, outside, under_lease)
    clock.advance(seconds=FEED_PATIENCE.total_seconds() - 1)
    with pytest.raises(TryLater, match="does not show the story yet"):
        await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.PUBLISHING
    clock.advance(seconds=1)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.UNCERTAIN
    assert await posts_received(outside) == 1
    [attempt] = await attempts_of(desk, article)
    assert attempt.outcome is AttemptOutcome.UNKNOWN


async def test_a_story_that_shows_up_late_is_found_and_another_of_the_writers_is_not_taken_for_it(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    other = "<p>" + "Quite another story about bees and their keepers in the hills. " * 5 + "</p>"
    await outside.post("medium/by_hand", username="demo", title=PLAIN.title, content=other)
    article = await a_lost_article(desk, outside, under_lease, kind="cut_after", feed_delay=3600)
    with pytest.raises(TryLater):
        await under_lease(publish, article.id)
    await outside.post("medium/feed_delay", seconds=0)
    await under_lease(publish, article.id)
    ours = next(story for story in await outside.stories() if story["request"])
    assert (await reread(desk, article)).medium_post_id == ours["id"]
    assert await posts_received(outside) == 1


async def test_where_there_is_no_feed_of_that_name_a_person_is_asked(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await a_lost_article(desk, outside, under_lease)
    async with desk.database.session() as session:
        (await session.get_one(Account, article.account_id)).medium_username = "nobody-of-this-name"
    clock.advance(minutes=5)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.UNCERTAIN


async def test_without_a_user_name_there_is_no_feed_to_look_at_and_a_person_is_asked(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await a_lost_article(desk, outside, under_lease)
    async with desk.database.session() as session:
        (await session.get_one(Account, article.account_id)).medium_username = None
    clock.advance(minutes=5)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.UNCERTAIN
    assert await outside.calls("medium", "feed") == []


async def test_new_defaults_of_the_account_do_not_keep_a_lost_answer_from_being_looked_up(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_lost_article(desk, outside, under_lease, kind="cut_after")
    await change_defaults(desk, article)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.PUBLISHED
    assert await posts_received(outside) == 1


async def test_the_writers_word_that_it_is_there_ends_it_without_another_post(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await an_uncertain_article(desk, outside, under_lease, clock)
    [review] = await asked(desk, article, ReviewKind.LOST)
    await decided(desk, review, Verdict.THERE)
    await under_lease(take_in, article.id)
    out = await reread(desk, article)
    assert (out.stage, out.published_at) == (Stage.PUBLISHED, desk.clock())
    assert [each.outcome for each in await attempts_of(desk, article)] == [AttemptOutcome.POSTED]
    assert await posts_received(outside) == 1


async def test_the_writers_word_that_it_is_not_there_allows_one_more_post(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await an_uncertain_article(desk, outside, under_lease, clock)
    [review] = await asked(desk, article, ReviewKind.LOST)
    await decided(desk, review, Verdict.NOT_THERE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is Stage.SCHEDULED
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.PUBLISHED
    assert len(await outside.stories()) == 1
    assert [each.outcome for each in await attempts_of(desk, article)] == [
        AttemptOutcome.NOT_THERE,
        AttemptOutcome.POSTED,
    ]


async def test_an_older_story_with_much_the_same_text_is_not_taken_for_it(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    """As the last part of a series, or a text that is published anew: the request never came to Medium."""
    await by_hand(outside, PLAIN.title)
    clock.advance(hours=2)
    article = await a_lost_article(desk, outside, under_lease)
    clock.advance(minutes=5)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.UNCERTAIN


async def test_of_two_stories_with_the_same_text_the_one_with_its_title_is_taken(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_lost_article(desk, outside, under_lease, kind="cut_after")
    await by_hand(outside, "Another")
    await under_lease(publish, article.id)
    ours = next(story for story in await outside.stories() if story["request"])
    assert (await reread(desk, article)).medium_post_id == ours["id"]


@pytest.mark.parametrize(
    ("status", "shelf", "end", "word"),
    [
        ("draft", "me/stories/drafts", Stage.LEFT_AS_DRAFT, "which only you see: https://medium.com/me/stories/drafts"),
        ("unlisted", "me/stories/unlisted", Stage.PUBLISHED, "is out. Reply to this with its link"),
    ],
)
async def test_what_no_feed_shows_is_asked_about_at_once_and_where_it_stands(
    desk: Services, outside: Outside, under_lease: Take, status: str, shelf: str, end: Stage, word: str
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, options={"status": status})
    await a_person(desk, account)
    article = await a_sealed_article(desk, account)
    await outside.suffer("medium", "post", "cut_after")
    with pytest.raises(Unknown):
        await under_lease(publish, article.id)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.UNCERTAIN
    await under_lease(ask_whether_it_is_there, article.id)
    [card] = [each for each in await outside.messages() if "is it there?" in each["text"]]
    assert f"https://medium.com/{shelf}" in card["text"]
    [review] = await asked(desk, article, ReviewKind.LOST)
    await decided(desk, review, Verdict.THERE)
    await under_lease(take_in, article.id)
    assert (await reread(desk, article)).stage is end
    await under_lease(tell_the_end, article.id)
    assert word in (await outside.messages())[-1]["text"]


def test_the_feed_has_less_patience_than_the_publish_step_has_retries() -> None:
    """The last retry has to find the patience over, or the article would be held and nobody asked."""
    waits = publish.retry_delay_seconds
    assert isinstance(waits, list)
    assert timedelta(seconds=sum(waits)) > FEED_PATIENCE
