"""A new article on the console: its time is shown before anything is queued, and what is wrong is said by its field."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from integrations.services import Services
from models.domain.people import Role
from models.store import articles, sources
from models.tables import Account, Article
from tests.builders import an_account
from tests.conftest import Clock, Outside
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes
from tests.console.test_in_a_browser import Looks

PLACE = "/articles/new"


def hidden_in(page: str) -> dict[str, str]:
    return {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', page)
        if name != "next"
    }


async def typed(browser: httpx.AsyncClient, account: Account, **fields: str) -> httpx.Response:
    """What comes of the first press."""
    known = hidden_in((await browser.get(PLACE)).text)
    return await browser.post(PLACE, data={**known, "account": str(account.id), "topic": "Bees", **fields})


async def queued(browser: httpx.AsyncClient, account: Account, **fields: str) -> httpx.Response:
    """Both presses."""
    shown = await typed(browser, account, **fields)
    assert shown.status_code == 200, shown.text
    sent = {"topic": "Bees", **fields, **hidden_in(shown.text), "account": str(account.id)}
    return await browser.post(PLACE, data=sent)


async def every(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return list(await articles.articles(session))


async def test_the_time_is_shown_in_full_in_the_zone_of_the_account_before_anything_is_queued(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, zone="Europe/Berlin")
    page = (await typed(console, account, time="next tuesday 9am")).text
    assert "It goes out on Tue 8 Dec 2026, 09:00 (Europe/Berlin)." in page
    assert "Its writing begins Sat 5 Dec 2026, 09:00 (Europe/Berlin)." in page
    assert await every(desk) == []
    answer = await queued(console, account, time="next tuesday 9am")
    [article] = await every(desk)
    assert answer.headers["location"] == f"/articles/{article.id}"
    assert article.publish_at == datetime(2026, 12, 8, 8, tzinfo=UTC)


async def test_what_stays_empty_takes_the_next_free_slot(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    assert "next free slot" in (await typed(console, account)).text
    await queued(console, account)
    await queued(console, account)
    assert len({article.publish_at for article in await every(desk)}) == 2


async def test_a_slot_that_somebody_took_meanwhile_is_asked_about_again(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk)
    shown = hidden_in((await typed(console, account)).text)
    await queued(console, account)
    answer = await console.post(PLACE, data={"topic": "Bees", **shown})
    assert answer.status_code == 200
    assert "Is this right?" in answer.text
    assert len(await every(desk)) == 1


async def test_another_time_or_another_account_is_read_back_anew(desk: Services, console: httpx.AsyncClient) -> None:
    account, other = await an_account(desk), await an_account(desk, "other", token=None, zone="Asia/Tokyo")
    shown = hidden_in((await typed(console, account, time="tomorrow 9am")).text)
    for changed in ({"time": "tomorrow 10am"}, {"time": "tomorrow 9am", "account": str(other.id)}):
        answer = await console.post(PLACE, data={"topic": "Bees", **shown, "account": str(account.id), **changed})
        assert "Is this right?" in answer.text
    assert await every(desk) == []


async def test_in_two_hours_is_the_moment_that_was_shown(
    desk: Services, console: httpx.AsyncClient, clock: Clock
) -> None:
    account = await an_account(desk)
    shown = hidden_in((await typed(console, account, time="in 2 hours")).text)
    seen_at = clock()
    clock.advance(seconds=40)
    await console.post(PLACE, data={"topic": "Bees", "time": "in 2 hours", **shown, "account": str(account.id)})
    [article] = await every(desk)
    assert article.publish_at == seen_at + timedelta(hours=2)


async def test_a_shown_moment_that_passed_meanwhile_is_said(
    desk: Services, console: httpx.AsyncClient, clock: Clock
) -> None:
    account = await an_account(desk)
    shown = hidden_in((await typed(console, account, time="in 2 minutes")).text)
    clock.advance(minutes=3)
    sent = {"topic": "Bees", "time": "in 2 minutes", **shown, "account": str(account.id)}
    answer = await console.post(PLACE, data=sent)
    assert (answer.status_code, "has passed meanwhile" in answer.text) == (422, True)
    assert await every(desk) == []


async def test_what_is_sent_twice_is_queued_once(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    shown = hidden_in((await typed(console, account, time="tomorrow 9am")).text)
    sent = {"topic": "Bees", "time": "tomorrow 9am", **shown, "account": str(account.id)}
    places = {(await console.post(PLACE, data=sent)).headers["location"] for _ in range(2)}
    assert len(places) == len(await every(desk)) == 1


async def test_everything_that_was_typed_is_kept_with_the_article(
    desk: Services, console: httpx.AsyncClient, outside: Outside
) -> None:
    account = await an_account(desk, category_tags={"city": ["Cities"]})
    own = {
        "own.words": "1200 words", "own.images": "none", "own.reviewer": "ai then human", "own.sources": "required",
        "own.prompt": "No jokes.", "own.tags": "Bees, Roofs", "own.status": "unlisted", "own.notify": "yes",
        "own.canonical": "https://bees.example/1",
    }  # fmt: skip
    links = f"{outside.root}/web/letters\n\nhttps://unreachable.invalid/x"
    await queued(console, account, brief="An angle", category=" city ", links=links, note="I know one.", **own)
    [article] = await every(desk)
    assert article.overrides == {
        "words": 1200, "images": 0, "reviewer": "ai_then_human", "sources_required": True, "tags": ["Bees", "Roofs"],
    }  # fmt: skip
    wanted = {"status": "unlisted", "notify_followers": True, "canonical_url": "https://bees.example/1"}
    assert (article.options, article.tags) == (wanted, ["Bees", "Roofs"])
    assert (article.brief, article.category, article.custom_prompt) == ("An angle", "city", "No jokes.")
    async with desk.database.session() as session:
        kept = await sources.sources(session, article.id)
    assert [each.url or each.text for each in kept] == [*links.split(), "I know one."]
    assert kept[0].text  # it was read at once


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("topic", "", "What is the article about?"),
        ("topic", "x" * 301, "a topic has at most 300"),
        ("brief", "x" * 4001, "at most 4000 are told"),
        ("time", "soonish", "is not a time I can read"),
        ("time", "yesterday 9am", "not a time"),
        ("time", "2020-01-01 09:00", "has already passed"),
        ("links", "bees.example", "is no link"),
        ("note", "x" * 20001, "at most 20000 characters"),
        ("own.words", "many", "100 to 6000 words"),
        ("own.tags", "a, b, c, d, e, f", "6 tags"),
        ("own.reviewer", "my cat", "is no reviewer"),
        ("own.canonical", "javascript:alert(1)", "no web address"),
        ("own.publication", "Nowhere", "There is no publication"),
    ],
)
async def test_what_cannot_be_is_said_by_its_field_and_nothing_typed_is_lost(
    desk: Services, console: httpx.AsyncClient, field: str, words: str, said: str
) -> None:
    account = await an_account(desk)
    answer = await typed(console, account, **({"brief": "Keep me"} | {field: words}))
    assert answer.status_code == 422
    [problem] = re.findall(r'<p class="problem" id="([\w.]+)-problem">([^<]*)</p>', answer.text)
    assert (problem[0], said in problem[1]) == (field, True)
    assert f'aria-describedby="{field}' in answer.text
    assert field == "brief" or "Keep me" in answer.text
    assert await every(desk) == []


async def test_what_is_typed_is_shown_as_words_and_never_as_markup(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    page = (await typed(console, account, topic=evil, brief=evil, note=evil, time="tomorrow 9am")).text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


async def test_an_account_without_slots_says_to_name_a_time(desk: Services, console: httpx.AsyncClient) -> None:
    answer = await typed(console, await an_account(desk, slots=[]))
    assert (answer.status_code, "has no publishing slots" in answer.text) == (422, True)


async def test_only_accounts_that_one_decides_about_are_offered(desk: Services, opened: Opened) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    editor = await opened(await a_visitor(desk, "ed", account=mine, role=Role.EDITOR))
    assert "theirs" not in (await editor.get(PLACE)).text
    asked_about = {"account": str(theirs.id), "topic": "x"}
    assert (await editor.post(PLACE, data=asked_about)).status_code == 404
    assert (await editor.get(f"{PLACE}/time", params=asked_about)).status_code == 404
    viewer = await opened(await a_visitor(desk, "vi", account=mine, role=Role.VIEWER))
    assert (await viewer.get(PLACE)).status_code == 403
    assert (await viewer.post(PLACE, data={"account": mine.id, "topic": "x"})).status_code == 403
    assert await every(desk) == []


async def test_without_an_account_there_is_a_way_on(console: httpx.AsyncClient) -> None:
    assert 'href="/accounts"' in (await console.get(PLACE)).text


async def test_whoever_has_several_accounts_has_to_choose(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    other = await an_account(desk, "other", token=None, zone="Asia/Tokyo")
    answer = await console.post(PLACE, data={"topic": "Bees"})
    assert (answer.status_code, "For which account?" in answer.text) == (422, True)
    assert "Asia/Tokyo" in (await console.get(PLACE, params={"account": other.id})).text


async def test_its_page_is_good_to_look_at_with_everything_open(desk: Services, eyes: Looks) -> None:
    account = await an_account(desk)
    mine: Eyes = await eyes(await a_visitor(desk))
    assert await mine.complaints(f"{PLACE}?account={account.id}", "What is the article about?") == []


async def test_where_scripts_run_the_time_is_read_back_while_it_is_typed_and_one_press_is_enough(
    desk: Services, eyes: Looks
) -> None:
    await an_account(desk, zone="Europe/Berlin")
    async with (await eyes(await a_visitor(desk))).opened(PLACE, "What is the article about?") as page:
        await page.get_by_label("What is the article about?").fill("Bees on a roof")
        await page.get_by_label("When should it go out?").fill("next tuesday 9am")
        await page.get_by_text("It goes out on Tue 8 Dec 2026, 09:00 (Europe/Berlin).").wait_for()
        await page.get_by_role("button", name="Queue it").click()
        await page.get_by_text("Article 1 is queued").wait_for()


async def test_without_scripts_it_takes_two_presses_and_the_keyboard_is_enough(desk: Services, eyes: Looks) -> None:
    await an_account(desk, zone="Europe/Berlin")
    async with (await eyes(await a_visitor(desk))).opened(PLACE, "What is the article", scripts=False) as page:
        await page.get_by_label("What is the article about?").fill("Bees on a roof")
        await page.keyboard.press("Enter")
        await page.get_by_text("Is this right?").wait_for()
        await page.keyboard.press("Enter")
        await page.get_by_text("Article 1 is queued").wait_for()
