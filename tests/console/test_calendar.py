"""The calendar: what stands on which day in whose zone, what is too much, and how an article is moved from it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import ReviewKind
from tests.builders import a_text, an_account, an_article, at_review, reread
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]


def of_day(page: str, day: str) -> str:
    """The part of the page that tells of a day."""
    return page.partition(f'datetime="{day}"')[2].partition("</ul>\n  </li>")[0]


async def test_an_article_stands_on_its_day_in_the_account_s_zone(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, zone="Asia/Tokyo")
    late = desk.clock().replace(day=3, hour=22)
    article = await an_article(desk, account, topic="Late", publish_at=late)
    page = (await console.get("/calendar")).text
    assert "December 2026" in page
    assert "Times are in Asia/Tokyo." in page
    assert "Late" in of_day(page, "2026-12-04")
    assert "<b>07:00</b>" in of_day(page, "2026-12-04")
    assert f'href="/articles/{article.id}/time"' in of_day(page, "2026-12-04")
    assert "Late" not in of_day(page, "2026-12-03")


@pytest.mark.parametrize(
    ("query", "heading", "is_there"),
    [
        ("", "December 2026", True),
        ("?day=2027-01-15", "January 2027", False),
        ("?view=week", "Week of 30 November 2026", True),
        ("?view=week&day=2026-12-09", "Week of 7 December 2026", False),
        ("?view=nonsense&day=nonsense", "December 2026", True),
    ],
)
async def test_months_and_weeks(
    desk: Services, console: httpx.AsyncClient, query: str, heading: str, *, is_there: bool
) -> None:
    await an_article(desk, await an_account(desk), topic="Tomorrow")
    page = (await console.get(f"/calendar{query}")).text
    assert heading in page
    assert ("Tomorrow" in page) is is_there


async def test_what_is_out_stands_where_it_went_out_and_what_was_dropped_nowhere(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk)
    at = desk.clock().replace(day=10)
    await an_article(desk, account, Stage.PUBLISHED, topic="Out", published_at=at, publish_at=at - timedelta(days=2))
    await an_article(desk, account, Stage.DROPPED, topic="Gone", publish_at=at)
    page = (await console.get("/calendar")).text
    assert "Out" in of_day(page, "2026-12-10")
    assert "Out" not in of_day(page, "2026-12-08")
    assert "Gone" not in page


async def test_free_slots_conflicts_and_days_that_are_too_full_are_seen(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, slots=["wed 09:00", "thu 09:00"], slots_zone="UTC")
    at = desk.clock().replace(day=10, hour=9)
    for number in range(2):
        await an_article(desk, account, topic=f"Twin {number}", publish_at=at)
    for hours in range(11):
        await an_article(desk, account, publish_at=desk.clock().replace(day=20, hour=1 + hours))
    page = (await console.get("/calendar?view=month")).text
    assert "Free: 09:00" in of_day(page, "2026-12-09")
    assert "Free:" not in of_day(page, "2026-12-10")
    assert of_day(page, "2026-12-10").count(">same minute<") == 2
    assert "More than 10 in 24 hours" in of_day(page, "2026-12-20")
    assert "More than 10 in 24 hours" not in of_day(page, "2026-12-10")
    assert "and 7 more" in of_day(page, "2026-12-20")


async def test_it_is_moved_by_words_and_by_a_free_slot(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, zone="Europe/Berlin", slots=["wed 09:00"], slots_zone="UTC")
    article = await an_article(desk, account)
    path = f"/articles/{article.id}/time"
    page = (await console.get(path)).text
    assert "Wed 2 Dec 2026, 10:00 (Europe/Berlin)" in page
    saw = {"saw": article.publish_at.isoformat(), "back": "/calendar?view=week"}
    answer = await console.post(path, data=saw | {"at": "2026-12-24 18:00"})
    assert answer.headers["location"] == "/calendar?view=week"
    assert "Goes out Thu 24 Dec 2026, 18:00 (Europe/Berlin)." in (await console.get("/calendar")).text
    stale = await console.post(path, data=saw | {"at": "2026-12-25 18:00"})
    assert (stale.status_code, "Somebody moved it meanwhile" in stale.text) == (409, True)
    [slot, *_] = [part.partition('"')[0] for part in (await console.get(path)).text.split('name="slot" value="')[1:]]
    await console.post(path, data={"slot": slot})
    assert (await reread(desk, article)).publish_at == desk.clock().replace(day=2, hour=9)


@pytest.mark.parametrize("typed", ["", "yesterday", "2020-01-01 09:00", "soon"])
async def test_a_time_that_is_none_is_refused_where_it_was_typed(
    desk: Services, console: httpx.AsyncClient, typed: str
) -> None:
    article = await an_article(desk, await an_account(desk))
    answer = await console.post(f"/articles/{article.id}/time", data={"at": typed})
    assert answer.status_code == 409
    assert 'aria-invalid="true"' in answer.text
    assert (await reread(desk, article)).publish_at == article.publish_at


@pytest.mark.parametrize("slot", ["x", "2026-12-24T18:00:00"])
async def test_a_slot_that_we_did_not_offer_is_refused(desk: Services, console: httpx.AsyncClient, slot: str) -> None:
    article = await an_article(desk, await an_account(desk))
    assert (await console.post(f"/articles/{article.id}/time", data={"slot": slot})).status_code == 409


@pytest.mark.parametrize(
    ("day", "zone", "said"),
    [
        ("2026-12-24", "Europe/Berlin", ""),
        ("2026-12-24", "UTC", ""),
        ("2026-12-24", "Asia/Tokyo", "This is no time."),
        ("2026-12-40", "Europe/Berlin", "This is no time."),
        ("2026-11-24", "Europe/Berlin", "has already passed"),
    ],
)
async def test_it_is_put_on_another_day_at_the_same_hour(
    desk: Services, console: httpx.AsyncClient, day: str, zone: str, said: str
) -> None:
    article = await an_article(desk, await an_account(desk, zone="Europe/Berlin"))
    saw = article.publish_at.isoformat()
    answer = await console.post(f"/articles/{article.id}/time", data={"day": day, "zone": zone, "saw": saw})
    assert (answer.status_code, said in answer.text) == (409 if said else 303, True)
    moved = (await reread(desk, article)).publish_at
    assert moved == (article.publish_at if said else article.publish_at.replace(day=24))


async def test_where_a_mouse_is_it_is_dragged_to_another_day_and_moved_back_with_one_press(
    desk: Services, eyes: Looks
) -> None:
    article = await an_article(desk, await an_account(desk), topic="Bees")
    looks = await eyes(await a_visitor(desk))
    async with looks.opened("/calendar?view=month", "Bees", width=1280) as page:
        await page.locator(".entry", has_text="Bees").drag_to(page.locator('[data-day="2026-12-24"]'))
        await page.get_by_text("Goes out Thu 24 Dec 2026, 09:00 (UTC).").wait_for()
        assert "Bees" in await page.locator('[data-day="2026-12-24"]').inner_text()
        assert (await reread(desk, article)).publish_at == article.publish_at.replace(day=24)
        await page.get_by_role("button", name="Move it back").click()
        await page.get_by_text("Goes out Wed 2 Dec 2026, 09:00 (UTC).").wait_for()
        assert (await reread(desk, article)).publish_at == article.publish_at
        assert await page.get_by_role("button", name="Move it back").count() == 0


async def test_at_the_last_review_the_new_time_is_asked_about(desk: Services, console: httpx.AsyncClient) -> None:
    article, _ = await at_review(desk, ReviewKind.FINAL)
    await console.post(f"/articles/{article.id}/time", data={"at": "2026-12-24 18:00"})
    assert "asked about once more" in (await console.get("/calendar")).text


async def test_nothing_of_another_account_is_shown(desk: Services, opened: Opened) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    await an_article(desk, mine, topic="My bees")
    await an_article(desk, theirs, topic="Their bees")
    browser = await opened(await a_visitor(desk, account=mine, role=Role.VIEWER))
    page = (await browser.get("/calendar")).text
    assert "My bees" in page
    assert "Their bees" not in page
    assert '/time"' not in page
    assert (await browser.get(f"/calendar?account={theirs.id}")).status_code == 404


@pytest.mark.parametrize("view", ["month", "week"])
async def test_sixty_articles_cost_as_many_statements_as_three(
    desk: Services, console: httpx.AsyncClient, view: str
) -> None:
    account, costs = await an_account(desk), []
    for number in (3, 57):
        for each in range(number):
            at = desk.clock() + timedelta(hours=each)
            await a_text(desk, await an_article(desk, account, topic="Bees" * 20, publish_at=at))
        with statements(desk) as heard:
            page = await console.get(f"/calendar?view={view}")
        costs.append(len(heard))
        assert len(page.content) < 100_000
    assert costs[0] == costs[1] <= 8


async def test_the_pages_fit_every_width_and_keep_axe_s_rules(desk: Services, eyes: Looks) -> None:
    account = await an_account(desk, "mine")
    await an_account(desk, "other", token=None)
    for number in range(60):
        at = desk.clock() + timedelta(hours=7 * number)
        topic = f"A long title that goes on and on, {number}"
        article = await an_article(desk, account, list(Stage)[number % len(Stage)], topic=topic, publish_at=at)
    looks = await eyes(await a_visitor(desk))
    for path in ("/calendar", f"/calendar?account={account.id}", f"/calendar?view=week&account={account.id}"):
        assert await looks.complaints(path, "A long title") == []
    await an_article(desk, account)
    assert await looks.complaints(f"/articles/{article.id}/time", "Or a free slot") == []
