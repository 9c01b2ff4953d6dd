"""Open pages hear that something changed: one look for all who watch, and no longer than their server lives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from console.live import Live
from integrations.services import Services
from models.domain.review import ReviewKind, Verdict
from tests.builders import at_review, decided
from tests.console.conftest import a_visitor, taken_in
from tests.console.eyes import Eyes
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]


async def versions(stream: AsyncIterator[str]) -> AsyncIterator[str]:
    async for each in stream:
        if each.startswith("event: version"):
            yield each.partition("data: ")[2].strip()


async def test_whoever_watches_hears_of_a_decision_and_many_watch_at_the_price_of_one(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    live = Live(desk, looks_every_seconds=0.02)
    watching = [versions(live.of_article(article.id)) for _ in range(20)]
    first = await asyncio.gather(*(anext(each) for each in watching))
    assert len(set(first)) == 1
    await decided(desk, review, Verdict.APPROVE)
    with statements(desk) as heard:
        second = await asyncio.gather(*(anext(each) for each in watching))
    assert set(second) != set(first)
    assert len(heard) < 10
    live.end()
    assert [[each async for each in stream] for stream in watching] == [[]] * 20


async def test_nobody_is_looked_for_when_nobody_watches(desk: Services) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    live = Live(desk, looks_every_seconds=0)
    stream = live.of_article(article.id)
    async for each in stream:
        if each.startswith("event"):
            break
    await stream.aclose()
    looking = live._looking
    assert looking is not None
    await asyncio.wait_for(looking, 5)


async def test_an_open_page_shows_what_came_of_it_by_itself_unless_somebody_types(desk: Services, eyes: Looks) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    looking = await eyes(await a_visitor(desk))
    path = f"/articles/{article.id}"
    async with looking.opened(path, "Approve the text") as page, looking.opened(path, "Approve the text") as typing:
        await typing.get_by_text("Ask for changes").click()
        await typing.get_by_label("What should be different?").fill("half a thought")
        await decided(desk, review, Verdict.APPROVE)
        await page.get_by_text("Approved by console. The article goes on").wait_for()
        await typing.get_by_text("Something changed here meanwhile.").wait_for()
        assert await typing.get_by_label("What should be different?").input_value() == "half a thought"
        await taken_in(article)
        await page.get_by_text("Nothing is asked of you now.").wait_for()
