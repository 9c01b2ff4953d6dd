"""The lists of articles: what they show to whom, how they are narrowed and sorted, and what a page costs."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.status import WORDS, Status
from models.tables import Account
from tests.builders import a_text, an_account, an_article
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]
_TITLE = re.compile(r'<td>(?:<[^>]*>)*<a href="/articles/\d+">([^<]+)</a>')


async def some(desk: Services, account: Account, *topics: str) -> None:
    """Each a day later than the one before it, and changed an hour later."""
    for number, topic in enumerate(topics, 1):
        await an_article(desk, account, topic=topic, publish_at=desk.clock() + timedelta(days=number))
        desk.clock.advance(hours=1)  # type: ignore[attr-defined]


async def titles(browser: httpx.AsyncClient, path: str) -> list[str]:
    return _TITLE.findall((await browser.get(path)).text)


async def test_an_empty_list_says_what_to_do(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    page = (await console.get("/articles")).text
    assert "No article yet" in page
    assert 'href="/articles/new"' in page


async def test_each_line_tells_title_status_account_and_time(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "mine", zone="Europe/Berlin")
    out = {"published_at": desk.clock(), "medium_url": "https://medium.com/p/1"}
    article = await an_article(desk, account, Stage.PUBLISHED, topic="a topic", **out)
    await a_text(desk, article)
    await an_article(desk, account, Stage.ON_HOLD, topic="Held", reason="the ceiling is reached")
    page = (await console.get("/articles")).text
    assert f'<a href="/articles/{article.id}">On keeping a notebook</a>' in page
    assert 'Tue 1 Dec 2026, 10:00 <span class="hint">Europe/Berlin</span>' in page
    assert '<a href="https://medium.com/p/1">View on Medium</a>' in page
    assert "the ceiling is reached" in page
    assert "Times are in Europe/Berlin." in (await console.get(f"/accounts/{account.id}/articles")).text


async def test_an_account_s_list_holds_its_own(desk: Services, console: httpx.AsyncClient) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    await some(desk, mine, "My bees")
    await some(desk, theirs, "Their bees")
    assert await titles(console, f"/accounts/{mine.id}/articles") == ["My bees"]
    assert await titles(console, f"/articles?account={theirs.id}") == ["Their bees"]
    assert (await console.get("/accounts/999/articles")).status_code == 404
    menu = (await console.get("/")).text.partition('class="of-accounts"')[2].partition("</ul>")[0]
    assert [f'href="/accounts/{each.id}/articles">{each.label}<' in menu for each in (mine, theirs)] == [True, True]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bees", ["Bees on a roof", "Bees at sea"]),
        ("ROOF bees", ["Bees on a roof"]),
        ("100%", ["100% wool"]),
        ("_", []),
        ("notebook", ["On keeping a notebook"]),
        ("zebra", ["On keeping a notebook"]),
        ("'; drop table article", []),
        ("99999999999999999999", []),
    ],
)
async def test_words_are_looked_for_in_titles_and_topics(
    desk: Services, console: httpx.AsyncClient, words: str, found: list[str]
) -> None:
    account = await an_account(desk)
    await some(desk, account, "Bees on a roof", "Bees at sea", "100% wool")
    await a_text(desk, await an_article(desk, account, topic="zebra"))
    page = await console.get("/articles", params={"q": words, "sort": "soonest"})
    assert set(_TITLE.findall(page.text)) == set(found)
    assert bool(found) is ("Nothing fits." not in page.text)


async def test_a_number_is_that_of_an_article(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    await some(desk, account, "One", "Two")
    article = await an_article(desk, account, topic="Three")
    assert await titles(console, f"/articles?q=%23{article.id}") == ["Three"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("", "Mango"),
        ("changed", "Mango"),
        ("soonest", "apple"),
        ("latest", "Mango"),
        ("title", "apple"),
        ("nonsense", "Mango"),
    ],
)
async def test_a_list_is_sorted(desk: Services, console: httpx.AsyncClient, sort: str, first: str) -> None:
    await some(desk, await an_account(desk), "apple", "Zebra", "Mango")
    assert (await titles(console, f"/articles?sort={sort}"))[0] == first


async def test_the_time_s_heading_turns_the_order_round(desk: Services, console: httpx.AsyncClient) -> None:
    await some(desk, await an_account(desk), "apple", "Mango")
    page = (await console.get("/articles?sort=soonest")).text
    assert 'aria-sort="ascending"><a href="/articles?sort=latest"' in page
    assert (
        'aria-sort="descending"><a href="/articles?sort=soonest"' in (await console.get("/articles?sort=latest")).text
    )


@pytest.mark.parametrize("status", Status)
async def test_a_status_narrows_the_list_to_its_stages(
    desk: Services, console: httpx.AsyncClient, status: Status
) -> None:
    account = await an_account(desk)
    for stage in Stage:
        await an_article(desk, account, stage, topic=WORDS[stage])
    page = (await console.get(f"/articles?status={status}")).text
    assert set(_TITLE.findall(page)) == {WORDS[stage] for stage in status.stages}
    assert f"{status.label} ({len(status.stages)})" in page


async def test_pages_lead_to_one_another_and_keep_what_was_asked_for(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk)
    await some(desk, account, *(f"bees {number:03}" for number in range(120)))
    asked = "/articles?q=bees&sort=title"
    pages = [await titles(console, f"{asked}&page={number}") for number in (1, 2, 3)]
    assert [len(each) for each in pages] == [50, 50, 20]
    assert [each for page in pages for each in page] == [f"bees {number:03}" for number in range(120)]
    second = (await console.get(f"{asked}&page=2")).text
    assert 'rel="prev" href="/articles?q=bees&amp;sort=title"' in second
    assert 'rel="next" href="/articles?q=bees&amp;sort=title&amp;page=3"' in second
    assert "51 to 100 of 120" in second
    assert await titles(console, f"{asked}&page=999") == pages[2]


@pytest.mark.parametrize("role", Role)
async def test_nothing_of_another_account_is_listed(desk: Services, opened: Opened, role: Role) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    await some(desk, mine, "My bees")
    await some(desk, theirs, "Their bees")
    browser = await opened(await a_visitor(desk, account=mine, role=role))
    assert await titles(browser, "/articles?q=bees") == ["My bees"]
    assert await titles(browser, f"/articles?account={theirs.id}") == []
    assert "theirs" not in (await browser.get("/articles")).text
    assert (await browser.get(f"/accounts/{theirs.id}/articles")).status_code == 404


async def test_sixty_articles_cost_as_many_statements_as_three(desk: Services, console: httpx.AsyncClient) -> None:
    costs = []
    for number in (3, 57):
        for each in range(number):
            account = await an_account(desk, f"{number} {each}")
            await a_text(desk, await an_article(desk, account, topic="A long title about bees and roofs" * 4))
        with statements(desk) as heard:
            page = await console.get("/articles?q=keeping&sort=title&status=pending")
        costs.append(len(heard))
        assert len(page.content) < 100_000
    assert costs[0] == costs[1] <= 9


async def test_the_page_fits_every_width_and_keeps_axe_s_rules(desk: Services, eyes: Looks) -> None:
    account = await an_account(desk, "mine")
    await an_account(desk, "another one with a long label", token=None)
    for number in range(60):
        stage = list(Stage)[number % len(Stage)]
        await an_article(desk, account, stage, topic="A long title that goes on and on " * 3, reason="it had to be")
    looks = await eyes(await a_visitor(desk))
    assert await looks.complaints("/articles", "A long title") == []
    assert await looks.complaints(f"/accounts/{account.id}/articles?q=none", "Nothing fits") == []
