"""After a story went out: what Medium shows is compared with what was approved, and the writer hears once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from integrations.services import Services
from models.domain.live_look import LiveState
from models.store import articles, live_looks
from models.tables import Article, LiveLook
from tasks.asking import seal_of
from tasks.living import compare_live_stories
from tasks.publishing import publish
from tests.builders import PICTURED, PLAIN, a_person, a_sealed_article, an_account, change, reread
from tests.conftest import Clock, Outside
from tests.tasks.test_what_was_sent import everything, in_a_publication

Take = Callable[..., Awaitable[None]]


async def published(desk: Services, outside: Outside, under_lease: Take, **options: str) -> Article:
    await outside.post("writer/text", chat=1001, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await a_sealed_article(desk, account, PICTURED)
    await change(desk, article, options=options)
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        kept.seal = await seal_of(session, kept)
    await under_lease(publish, article.id)
    return await reread(desk, article)


async def looked(desk: Services, clock: Clock, article: Article, **later: float) -> LiveLook:
    clock.advance(**(later or {"minutes": 3}))
    await compare_live_stories.fn()
    async with desk.database.session() as session:
        look = await live_looks.look_of(session, article.id)
    assert look is not None
    return look


async def told(outside: Outside) -> list[str]:
    return [each["text"] for each in await outside.messages() if each["text"].startswith("👀")]


async def test_a_story_that_is_as_it_was_approved_is_nothing_to_hear_of(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    article = await published(desk, outside, under_lease)
    assert (await looked(desk, clock, article)).state is LiveState.SAME
    await looked(desk, clock, article, hours=30)
    assert await told(outside) == []
    assert len(await outside.calls("medium", "feed")) == 1


async def test_medium_showing_markdown_or_every_construct_makes_no_difference(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    marked = await published(desk, outside, under_lease, content_format="markdown")
    assert (await looked(desk, clock, marked)).state is LiveState.SAME
    account, publication = await in_a_publication(desk, outside, "editor")
    whole = await everything(desk, account, publication, status="public")
    await under_lease(publish, whole.id)
    look = await looked(desk, clock, whole)
    assert look.differences == ["It shows 2 images, and not 6."]  # four are elsewhere, where nobody is


async def test_what_differs_is_told_once_with_the_words_that_differ(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    article = await published(desk, outside, under_lease)
    [story] = await outside.stories()
    edited = story["content"].replace("writes less and better", "writes more and worse")
    edited = edited.replace("<p>One page more.</p>", "") + "<p>A line of somebody else.</p>"
    await outside.post(f"medium/posts/{story['id']}/edit", content=edited)
    look = await looked(desk, clock, article)
    assert look.state is LiveState.DIFFERS
    [word] = await told(outside)
    assert "whoever thinks twice writes less and better.” reads" in word
    assert "writes more and worse.” there" in word
    assert "Missing there: “One page more.”" in word
    assert "New there: “A line of somebody else.”" in word
    assert article.medium_url is not None
    assert article.medium_url in word
    await looked(desk, clock, article, hours=30)
    assert len(await told(outside)) == 1


async def test_another_title_and_a_missing_image_are_seen(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    article = await published(desk, outside, under_lease)
    [story] = await outside.stories()
    without_cover = story["content"].replace("<figure", "<!--", 1).replace("</figure>", "-->", 1)
    await outside.post(f"medium/posts/{story['id']}/edit", content=without_cover, title="On losing a notebook")
    differing = (await looked(desk, clock, article)).differences
    assert f"The title is “On losing a notebook”, and not “{PLAIN.title}”." in differing
    assert "It shows 1 image, and not 2." in differing


async def test_a_feed_that_is_late_is_waited_for_and_one_that_never_shows_it_is_no_news(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    await outside.post("medium/feed_delay", seconds=3600)
    article = await published(desk, outside, under_lease)
    assert (await looked(desk, clock, article)).state is LiveState.AWAITED
    assert (await looked(desk, clock, article, minutes=1)).looks == 1
    await outside.suffer("medium", "feed", "html", status=403)
    assert (await looked(desk, clock, article, minutes=10)).looks == 2
    for hours in (1, 3, 6, 24):
        look = await looked(desk, clock, article, hours=hours)
    assert (look.state, look.looks) == (LiveState.NOT_SEEN, 6)
    assert await told(outside) == []


async def test_what_no_feed_shows_is_looked_at_once(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    article = await published(desk, outside, under_lease, status="unlisted")
    assert (await looked(desk, clock, article)).state is LiveState.NOT_SEEN


async def test_what_went_out_long_ago_is_left_alone(
    desk: Services, outside: Outside, clock: Clock, under_lease: Take
) -> None:
    article = await published(desk, outside, under_lease)
    clock.advance(days=3)
    assert await compare_live_stories.fn() == 0
    async with desk.database.session() as session:
        assert await live_looks.look_of(session, article.id) is None
    assert article.stage_since < clock() - timedelta(days=2)
