"""What one article is made from and what happened to it: all of it on pages, in few questions to the database."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.review import ReviewKind, Verdict
from models.store import articles, attempts, interviews
from models.store.attempts import Intent
from models.tables import Article, CostEntry, Source
from tests.builders import PICTURED, PLAIN, a_text, an_account, an_article, an_image, asked, at_review, decided
from tests.conftest import NOW
from tests.console.conftest import taken_in
from tests.statements import statements

TABS = ("", "/text", "/versions", "/images", "/background", "/log", "/medium")


async def page(browser: httpx.AsyncClient, article: Article, tab: str) -> str:
    answer = await browser.get(f"/articles/{article.id}{tab}")
    assert answer.status_code == 200
    return answer.text


def a_cost(article: Article, **fields: Any) -> CostEntry:
    known: dict[str, Any] = {"article_id": article.id, "account_id": article.account_id, "effect_key": "k", "at": NOW}
    return CostEntry(model="m-1", **known, **fields)


def a_source(article: Article, **fields: Any) -> Source:
    return Source(article_id=article.id, added_at=NOW, **fields)


async def test_every_try_at_an_image_stands_there_with_what_was_said(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    await decided(desk, cover, Verdict.REDO, "brighter, please")
    second = await an_image(desk, article, "cover", 2, is_kept=True)
    shown = await page(console, article, "/images")
    assert "2 tries" in shown
    assert "Another try by console: brighter, please" in shown
    small = await console.get(f"/articles/{article.id}/images/{second.id}/small")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")
    assert "private" in small.headers["cache-control"]


async def test_the_background_tells_of_sources_interview_and_plan(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    async with desk.database.session() as session:
        (await articles.article(session, article.id)).brief = "for beginners"
        session.add(a_source(article, number=1, url="https://example.org/a", title="A page", text="It says this."))
        session.add(a_source(article, number=2, url="https://example.org/b", word="it answered with 404"))
        session.add(a_source(article, number=3, text="<b>my own note</b>"))
        await interviews.keep_questions(session, article.id, ["Why paper?", "For whom?"])
    assert review.closed_at is None
    shown = await page(console, article, "/background")
    for words in ("for beginners", "A page", "it answered with 404", "Why paper?", "No answer", "public, all rights"):
        assert words in shown
    assert "&lt;b&gt;my own note&lt;/b&gt;" in shown


async def test_the_log_tells_of_attempts_costs_and_decisions(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.CHANGE, "shorter & sweeter")
    async with desk.database.session() as session:
        attempt = await attempts.intend(session, article.id, Intent("0" * 64, "print"), desk.clock())
        attempts.close(session, attempt, AttemptOutcome.NOT_POSTED, desk.clock(), "Medium refused it")
        session.add(a_cost(article, purpose="draft", input_tokens=1200, output_tokens=300, micro_usd=1234))
        session.add(a_cost(article, purpose="image", images=1, is_estimated=True))
        articles.tell(session, article.id, "something happened", desk.clock())
    shown = await page(console, article, "/log")
    for words in (
        "not on Medium, for certain",
        "Medium refused it",
        "1,200 tokens in, 300 out",
        "$0.0012",
        "price not known",
        "Something happened",
        "The text: Changes asked for by console",
        "shorter &amp; sweeter",
    ):
        assert words in shown


async def test_an_article_that_is_out_tells_how_it_went_out_beside_its_text(
    desk: Services, console: httpx.AsyncClient
) -> None:
    run = UUID(int=7)
    out = {"medium_url": "https://medium.com/p/1", "published_at": desk.clock(), "flow_run_id": run}
    article = await an_article(desk, await an_account(desk), Stage.PUBLISHED, tags=["Bees"], **out)
    await a_text(desk, article)
    shown = await page(console, article, "")
    for words in ("The text as it went out", "Bees</span>", "Went out as", "followers are not notified", "$0.00"):
        assert words in shown
    assert f'href="{desk.address.prefect_ui_url}/runs/flow-run/{run}"' in shown
    assert 'href="https://medium.com/p/1"' in shown


@pytest.mark.parametrize("tab", TABS)
async def test_a_page_asks_the_same_few_questions_however_long_the_story_was(
    desk: Services, console: httpx.AsyncClient, tab: str
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW)
    counts = []
    for rounds in range(6):
        await a_text(desk, article, PICTURED if rounds % 2 else PLAIN)
        await an_image(desk, article, "cover", rounds + 1)
        [review] = await asked(desk, article, ReviewKind.DRAFT)
        if rounds:
            with statements(desk) as heard:
                await page(console, article, tab)
            counts.append(len(heard))
        await decided(desk, review, Verdict.CHANGE, "shorter")
        await taken_in(article)
        async with desk.database.session() as session:
            articles.move(session, await articles.article(session, article.id), Stage.DRAFT_REVIEW, desk.clock())
    assert max(counts) - min(counts) <= 1
    assert max(counts) <= 20
