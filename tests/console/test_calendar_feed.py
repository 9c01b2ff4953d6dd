"""The calendar for other programs: whose it is, what it tells, that it ends, and that nobody asks without end."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from console.calendar_feed import _MOST_IN_A_WINDOW
from integrations.people import remove_from_desk
from integrations.rescheduling import Mover, reschedule
from integrations.resuming import drop_article
from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import Channel
from models.store import logins
from models.tables import CalendarFeed, Person
from tests.builders import a_text, an_account, an_article
from tests.conftest import Clock
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes
from tests.ical import read
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]


async def an_address(browser: httpx.AsyncClient) -> str:
    page = (await browser.post("/calendar/feed")).text
    [token] = set(re.findall(r"/calendar/([\w-]{43})\.ics", page))
    return f"/calendar/{token}.ics"


async def test_it_tells_what_comes_and_what_is_out_to_whoever_has_the_address(
    desk: Services, console: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine", zone="Asia/Tokyo")
    article = await an_article(desk, account, Stage.SCHEDULED, topic="Bees, wasps; and more")
    out = {"published_at": desk.clock() - timedelta(days=2), "medium_url": "https://medium.com/p/abc"}
    await an_article(desk, account, Stage.PUBLISHED, topic="Out", **out)
    await an_article(desk, account, Stage.PUBLISHED, topic="Long ago", published_at=desk.clock() - timedelta(days=99))
    answer = await stranger.get(await an_address(console))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    went, comes = read(answer.text)
    assert (went["SUMMARY"], went["STATUS"], went["URL"]) == ("Out", "CONFIRMED", "https://medium.com/p/abc")
    assert (comes["SUMMARY"], comes["STATUS"]) == ("Bees, wasps; and more", "CONFIRMED")
    assert comes["DTSTART"] == f"{article.publish_at:%Y%m%dT%H%M%SZ}"
    assert comes["URL"].endswith(f"/articles/{article.id}")
    assert comes["DESCRIPTION"].startswith("mine: approved, scheduled. approved and sealed, waits for its time\n")


async def test_what_is_moved_keeps_its_name_and_what_is_dropped_is_cancelled(
    desk: Services, console: httpx.AsyncClient, clock: Clock
) -> None:
    article = await an_article(desk, await an_account(desk))
    address = await an_address(console)
    [before] = read((await console.get(address)).text)
    clock.advance(minutes=5)
    to = desk.clock() + timedelta(days=9)
    await reschedule(desk, article.id, to, Mover(None, Channel.CONSOLE))
    [moved] = read((await console.get(address)).text)
    assert moved["UID"] == before["UID"]
    assert moved["DTSTART"] == f"{to:%Y%m%dT%H%M%SZ}"
    assert int(moved["SEQUENCE"]) > int(before["SEQUENCE"])
    assert moved["DTSTAMP"] > before["DTSTAMP"]
    clock.advance(minutes=5)
    await drop_article(desk, article.id)
    [dropped] = read((await console.get(address)).text)
    assert (dropped["UID"], dropped["STATUS"]) == (before["UID"], "CANCELLED")
    assert int(dropped["SEQUENCE"]) > int(moved["SEQUENCE"])
    clock.advance(days=61)
    assert read((await console.get(address)).text) == []


async def test_it_holds_the_accounts_that_its_person_sees_and_says_which(desk: Services, opened: Opened) -> None:
    mine, also, theirs = [await an_account(desk, label, token=None) for label in ("mine", "also", "theirs")]
    for account in (mine, theirs):
        await an_article(desk, account, topic=f"Bees of {account.label}")
    client = await opened(person := await a_visitor(desk, account=mine, role=Role.VIEWER))
    address = await an_address(client)
    assert [each["SUMMARY"] for each in read((await client.get(address)).text)] == ["Bees of mine"]
    await make_member_of(desk, person, also.id)
    await an_article(desk, also, topic="More")
    assert [each["SUMMARY"] for each in read((await client.get(address)).text)] == [
        "Bees of mine · mine",
        "More · also",
    ]


async def make_member_of(desk: Services, person: Person, account_id: int) -> None:
    async with desk.database.session() as session:
        await logins.make_member(session, person.id, account_id, Role.VIEWER)


async def test_the_address_is_shown_once_kept_as_a_hash_and_can_be_ended(
    desk: Services, console: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    old, new = await an_address(console), await an_address(console)
    token = new.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in (await console.get("/calendar/feed")).text
    async with desk.database.session() as session:
        kept = await session.get_one(CalendarFeed, 1)
    assert token not in str(kept)
    assert [(await stranger.get(each)).status_code for each in (old, new)] == [404, 200]
    assert (await console.post("/calendar/feed/end")).status_code == 303
    assert (await stranger.get(new)).status_code == 404
    assert "There is no address yet" in (await console.get("/calendar/feed")).text


async def test_whoever_leaves_the_desk_reads_nothing_more(desk: Services, opened: Opened) -> None:
    account = await an_account(desk)
    person = await a_visitor(desk, "bob", account=account, role=Role.EDITOR)
    browser = await opened(person)
    address = await an_address(browser)
    await remove_from_desk(desk, person.id)
    assert (await browser.get(address)).status_code == 404


async def test_it_is_kept_for_a_while_not_found_by_engines_and_not_sent_twice(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_article(desk, await an_account(desk))
    address = await an_address(console)
    answer = await console.get(address)
    assert answer.headers["cache-control"] == "private, max-age=900"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    again = await console.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await console.head(address)).status_code == 200


async def test_it_is_not_asked_for_without_end(desk: Services, console: httpx.AsyncClient, clock: Clock) -> None:
    address = await an_address(console)
    answers = [(await console.get(address)).status_code for _ in range(_MOST_IN_A_WINDOW + 1)]
    assert (set(answers[:-1]), answers[-1]) == ({200}, 429)
    clock.advance(minutes=10)
    assert (await console.get(address)).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 5000, "%00", "ü"])
async def test_an_address_that_nobody_has_is_none(stranger: httpx.AsyncClient, token: str) -> None:
    assert (await stranger.get(f"/calendar/{token}.ics")).status_code == 404


async def test_sixty_articles_cost_as_many_statements_as_three(desk: Services, console: httpx.AsyncClient) -> None:
    account, address, costs = await an_account(desk), await an_address(console), []
    for number in (3, 57):
        for each in range(number):
            at = desk.clock() + timedelta(hours=each)
            await a_text(desk, await an_article(desk, account, publish_at=at))
        with statements(desk) as heard:
            await console.get(address)
        costs.append(len(heard))
    assert costs[1] <= costs[0] <= 6  # that it was read is noted once


async def test_its_page_fits_every_width_and_keeps_axe_s_rules(desk: Services, eyes: Looks) -> None:
    looks = await eyes(await a_visitor(desk))
    assert await looks.complaints("/calendar/feed", "There is no address yet") == []
    async with looks.opened("/calendar", "a private address") as page:
        await page.get_by_role("link", name="a private address").click()
        await page.get_by_role("button", name="Make an address").click()
        await page.get_by_text("It is shown only this once").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await looks.complaints("/calendar/feed", "An address was made") == []
