"""The first page: what waits for whoever looks, what is wrong, what comes, and what it costs to show it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.connection import Connection
from models.domain.people import Role
from models.store import concerns, connections
from models.tables import Account, CostEntry
from tests.builders import a_text, an_account, an_article
from tests.console.conftest import Opened, a_visitor
from tests.console.eyes import Eyes
from tests.statements import statements

Looks = Callable[..., Awaitable[Eyes]]
DOLLAR = 1_000_000


async def spend(desk: Services, account: Account, micro_usd: int, days_ago: float = 0) -> None:
    async with desk.database.session() as session:
        at = desk.clock() - timedelta(days=days_ago)
        entry = CostEntry(
            effect_key="a call", account_id=account.id, purpose="draft", model="m", micro_usd=micro_usd, at=at
        )
        session.add(entry)


async def test_an_empty_desk_says_what_to_do_next(desk: Services, console: httpx.AsyncClient) -> None:
    page = (await console.get("/")).text
    assert "No Medium account yet" in page
    assert 'href="/accounts"' in page
    await an_account(desk, "mine")
    page = (await console.get("/")).text
    assert "Nothing waits for you." in page
    assert 'href="/articles/new"' in page


async def test_what_waits_for_me_comes_first_and_leads_to_where_it_is_decided(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine", zone="Europe/Berlin")
    soon = await an_article(desk, account, topic="Soon", publish_at=desk.clock() + timedelta(hours=1))
    waiting = await an_article(desk, account, Stage.DRAFT_REVIEW, topic="Waiting")
    await an_article(desk, account, Stage.UNCERTAIN, topic="Is it there", publish_at=desk.clock() + timedelta(days=9))
    page = (await console.get("/")).text
    assert page.index("Is it there") < page.index(f'<a href="/articles/{waiting.id}">Waiting</a>') < page.index("Soon")
    assert f'<a href="/articles/{soon.id}">Soon</a>' in page
    assert "Wed 2 Dec 2026, 10:00 (Europe/Berlin)" in page
    assert "in review: text" in page


async def test_what_stopped_is_told_with_its_reason(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "mine")
    await an_article(desk, account, Stage.ON_HOLD, topic="Held", reason="the token was taken back")
    await an_article(desk, account, Stage.FAILED, topic="Broken", reason="it killed its worker three times")
    page = (await console.get("/")).text
    assert page.index("Broken") < page.index("it killed its worker three times") < page.index("Held")
    assert "the token was taken back" in page


async def test_the_last_article_that_went_out_is_shown_with_its_time(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine", zone="Europe/Berlin")
    for days, url in ((3, "https://medium.com/p/older"), (1, "https://medium.com/p/newer")):
        out = {"published_at": desk.clock() - timedelta(days=days), "medium_url": url}
        await an_article(desk, account, Stage.PUBLISHED, topic=f"Out {days}", **out)
    page = (await console.get("/")).text
    assert "Mon 30 Nov 2026, 10:00 (Europe/Berlin)" in page
    assert '<a href="https://medium.com/p/newer">View on Medium</a>' in page
    assert "https://medium.com/p/older" not in page


async def test_a_title_takes_the_place_of_its_topic(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW, topic="something on notebooks")
    await a_text(desk, article)
    page = (await console.get("/")).text
    assert "On keeping a notebook" in page
    assert "something on notebooks" not in page


async def test_the_money_of_a_month_is_that_of_the_account_s_own_zone(
    desk: Services, console: httpx.AsyncClient
) -> None:
    west = await an_account(desk, "west", zone="America/Los_Angeles", ceiling_micro=10 * DOLLAR)
    east = await an_account(desk, "east", token=None, zone="Asia/Tokyo", ceiling_micro=30 * DOLLAR)
    hours_since_midnight = desk.clock().hour
    for account in (west, east):  # on the first of December in Tokyo, and still in November in Los Angeles
        await spend(desk, account, 5 * DOLLAR, days_ago=(hours_since_midnight + 4) / 24)
        await spend(desk, account, 2 * DOLLAR)
    page = (await console.get("/")).text
    assert '<p class="figure">$9.00</p>' in page
    assert "of $40.00" in page
    assert page.index("east") < page.index("$7.00")
    assert "<td" in page
    assert "$2.00" in page


async def test_an_account_in_trouble_says_what_to_do_and_stands_before_the_others(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_account(desk, "a")
    trouble = await an_account(desk, "z")
    async with desk.database.session() as session:
        await connections.note(session, trouble.id, Connection.REVOKED, "401", desk.clock())
    page = (await console.get("/")).text
    assert "token taken back" in page
    assert "copydesk account token" in page
    accounts = page[page.index('id="accounts"') :]
    assert accounts.index(">z</a>") < accounts.index(">a</a>")


async def test_what_no_chat_can_be_told_stands_on_the_dashboard(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "mine")
    async with desk.database.session() as session:
        await concerns.nobody_to_ask(session, account, desk.clock())
    assert "What to do: let it in again there, or pair another chat" in (await console.get("/")).text


@pytest.mark.parametrize("role", Role)
async def test_nothing_of_another_account_is_seen(desk: Services, opened: Opened, role: Role) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "theirs", token=None)
    for stage in (Stage.QUEUED, Stage.DRAFT_REVIEW, Stage.FAILED):
        await an_article(desk, mine, stage, topic=f"my {stage}")
        await an_article(desk, theirs, stage, topic=f"their {stage}")
    await an_article(desk, theirs, Stage.PUBLISHED, topic="their last", published_at=desk.clock())
    await spend(desk, theirs, DOLLAR)
    async with desk.database.session() as session:
        await concerns.nobody_to_ask(session, theirs, desk.clock())
    page = (await (await opened(await a_visitor(desk, account=mine, role=role))).get("/")).text
    assert "my draft_review" in page
    assert "their" not in page
    assert "$1.00" not in page
    assert ("Waits for a decision" in page) is (role is Role.VIEWER)


async def test_the_page_fits_every_width_and_keeps_axe_s_rules(desk: Services, eyes: Looks) -> None:
    account = await an_account(desk, "mine", ceiling_micro=10 * DOLLAR)
    for stage in Stage:
        await an_article(desk, account, stage, topic=f"A long title that goes on and on, {stage}" * 3)
    assert await (await eyes(await a_visitor(desk))).complaints("/", "Waits for you") == []


async def test_sixty_articles_cost_as_many_statements_as_three(desk: Services, console: httpx.AsyncClient) -> None:
    costs, stages = [], [*Stage]
    for number in (3, 57):
        for each in range(number):
            account = await an_account(desk, f"{number} {each}")
            stage = stages[each % len(stages)]
            out = desk.clock() if stage is Stage.PUBLISHED else None
            await a_text(desk, await an_article(desk, account, stage, published_at=out))
        with statements(desk) as heard:
            page = await console.get("/")
        costs.append(len(heard))
        assert len(page.content) < 100_000
    assert costs[0] == costs[1] <= 15
