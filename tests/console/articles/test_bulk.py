"""What is done with several articles of a list at once: told for each, through the doors of one, and undone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.tables import Article
from tests.builders import an_account, an_article, reread
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes

Looks = Callable[..., Awaitable[Eyes]]


def ticked(*articles: Article) -> list[str]:
    return [f"{each.id}@{int(each.publish_at.timestamp())}" for each in articles]


async def did(browser: httpx.AsyncClient, act: str, *articles: Article) -> tuple[str, str]:
    """Where it led, and what stands there."""
    form = {"act": act, "chosen": ticked(*articles), "back": "/articles?status=pending"}
    answer = await browser.post("/articles/bulk", data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"], (await browser.get(answer.headers["location"])).text


async def test_the_list_has_a_box_for_each_that_may_be_decided(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    assert f'name="chosen" value="{ticked(article)[0]}"' in (await console.get("/articles")).text


async def test_several_are_moved_by_a_day_and_back_again(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    one, two = await an_article(desk, account, topic="One"), await an_article(desk, account, topic="Two")
    out = await an_article(desk, account, Stage.PUBLISHED, topic="Out")
    where, page = await did(console, "later", one, two, out)
    assert "A day later: done for 2 of 3" in page
    assert "its time cannot be changed" in page
    assert 'href="/articles?status=pending"' in page
    assert [(await reread(desk, each)).publish_at - each.publish_at for each in (one, two)] == [timedelta(days=1)] * 2
    answer = await console.post(f"{where.partition('?')[0]}/undo")
    assert "A day earlier: done for 2 of 2" in (await console.get(answer.headers["location"])).text
    assert [(await reread(desk, each)).publish_at for each in (one, two)] == [one.publish_at, two.publish_at]
    assert (await console.post(f"{where.partition('?')[0]}/undo")).status_code == 409
    assert "This was undone" in (await console.get(where)).text


async def test_the_same_form_sent_twice_moves_once(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    await did(console, "later", article)
    _, page = await did(console, "later", article)
    assert "Somebody moved it meanwhile" in page
    assert (await reread(desk, article)).publish_at == article.publish_at + timedelta(days=1)


@pytest.mark.parametrize(("act", "stage"), [("hold", Stage.ON_HOLD), ("drop", Stage.DROPPED)])
async def test_several_are_stopped_and_let_go_on_again(
    desk: Services, console: httpx.AsyncClient, act: str, stage: Stage
) -> None:
    account = await an_account(desk)
    chosen = [await an_article(desk, account), await an_article(desk, account, Stage.DRAFT_REVIEW)]
    where, page = await did(console, act, *chosen)
    assert "done for 2 of 2" in page
    assert [(await reread(desk, each)).stage for each in chosen] == [stage] * 2
    await console.post(f"{where.partition('?')[0]}/undo")
    assert [(await reread(desk, each)).stage for each in chosen] == [Stage.QUEUED, Stage.DRAFT_REVIEW]


async def test_what_went_on_meanwhile_is_not_undone(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    where, _ = await did(console, "hold", article)
    await did(console, "resume", article)
    answer = await console.post(f"{where.partition('?')[0]}/undo")
    page = (await console.get(answer.headers["location"])).text
    assert "done for 0 of 1" in page
    assert "is not on hold" in page


async def test_nothing_chosen_is_said(desk: Services, console: httpx.AsyncClient) -> None:
    answer = await console.post("/articles/bulk", data={"act": "hold", "back": "//evil.example"})
    assert answer.headers["location"] == "/"
    assert "Nothing was chosen" in (await console.get("/")).text


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.EDITOR, 303), (Role.OWNER, 303)])
async def test_only_who_decides_may(desk: Services, opened: Opened, role: Role, status: int) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    article, other = await an_article(desk, mine), await an_article(desk, theirs)
    browser = await opened(await a_visitor(desk, account=mine, role=role))
    both = {"act": "hold", "chosen": ticked(article, other)}
    assert (await browser.post("/articles/bulk", data=both)).status_code == 404
    assert (await reread(desk, article)).stage is Stage.QUEUED
    assert (await browser.post("/articles/bulk", data=both | {"chosen": ticked(article)})).status_code == status
    boxes = (await browser.get("/articles")).text.count('name="chosen"')
    assert boxes == (0 if role is Role.VIEWER else 1)


async def test_what_somebody_did_is_for_them_alone(desk: Services, console: httpx.AsyncClient, opened: Opened) -> None:
    where, _ = await did(console, "hold", await an_article(desk, await an_account(desk)))
    other = await opened(await a_visitor(desk, "bob"))
    assert (await other.get(where)).status_code == 404
    assert (await other.post(f"{where.partition('?')[0]}/undo")).status_code == 404


@pytest.mark.parametrize("chosen", ["x", "1@x", "-1", "99999999999999999999", "5"])
async def test_what_is_no_article_is_not_found(desk: Services, console: httpx.AsyncClient, chosen: str) -> None:
    answer = await console.post("/articles/bulk", data={"act": "hold", "chosen": [chosen]})
    assert answer.status_code in (404, 409)


async def test_one_tick_chooses_all_and_the_page_of_results_keeps_axe_s_rules(desk: Services, eyes: Looks) -> None:
    account = await an_account(desk)
    for number in range(3):
        await an_article(desk, account, topic=f"Article {number}")
    looks = await eyes(await a_visitor(desk))
    async with looks.opened("/articles", "Article 2", width=1280) as page:
        await page.get_by_label("Choose all on this page").check()
        await page.get_by_role("button", name="A day later").click()
        await page.get_by_text("A day later: done for 3 of 3").wait_for()
        address = page.url.removeprefix(looks.root)
    assert await looks.complaints(address, "done for 3 of 3") == []
