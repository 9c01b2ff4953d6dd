"""What the API tells: lists with filters and pages, everything of one article, and who is told nothing."""

import httpx
import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import ReviewKind, Verdict
from models.domain.sources import Given
from models.store import sources
from tests.builders import PICTURED, a_text, an_account, an_article, an_image, at_review, decided
from tests.console.api.conftest import Programs
from tests.console.conftest import Opened, a_visitor


async def test_who_shows_no_good_token_is_told_which_to_show(
    desk: Services, program_of: Programs, opened: Opened
) -> None:
    for browser in (await program_of(), await opened(await a_visitor(desk))):  # a login is no token
        answer = await browser.get("/api/articles")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert "Authorization: Bearer" in answer.json()["error"]


@pytest.mark.parametrize("shown", ["Bearer copydesk_guess", "Bearer", "Basic YTpi", "Bearer \xff", "copydesk_x"])
async def test_what_is_no_token_opens_nothing(desk: Services, program_of: Programs, shown: str) -> None:
    browser = await program_of()
    answer = await browser.get("/api/accounts", headers=[(b"authorization", shown.encode("latin-1"))])
    assert answer.status_code == 401


async def test_a_list_is_narrowed_and_comes_in_pages(desk: Services, program: httpx.AsyncClient) -> None:
    mine, other = await an_account(desk, "mine"), await an_account(desk, "other", token=None)
    for number in range(5):
        await an_article(desk, mine, topic=f"Bees {number}")
    held = await an_article(desk, other, Stage.ON_HOLD, topic="Wasps", reason="too long")
    page = (await program.get("/api/articles", params={"account": mine.id, "page": 2, "size": 2})).json()
    assert [each["topic"] for each in page["articles"]] == ["Bees 2", "Bees 3"]
    assert (page["page"], page["size"], page["total"]) == (2, 2, 5)
    [found] = (await program.get("/api/articles", params={"status": "stopped"})).json()["articles"]
    assert (found["id"], found["account"], found["stage"]) == (held.id, "other", "on_hold")
    assert (found["status"], found["standing"]) == ("on hold", "too long")
    assert (await program.get("/api/articles", params={"q": "wasps"})).json()["total"] == 1
    assert (await program.get("/api/articles", params={"q": "\x00"})).status_code == 200


async def test_a_list_that_cannot_be_is_refused_in_words(program: httpx.AsyncClient) -> None:
    answer = await program.get("/api/articles", params={"status": "gone", "page": 0, "account": 2**40})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("What was sent cannot be understood: query.status:")


async def test_a_token_shows_the_accounts_of_its_person_alone(desk: Services, program_of: Programs) -> None:
    mine, other = await an_account(desk, "mine"), await an_account(desk, "other", token=None)
    theirs = await an_article(desk, other)
    program = await program_of(await a_visitor(desk, "eve", account=mine, role=Role.VIEWER))
    assert (await program.get("/api/accounts")).json() == {
        "accounts": [{"id": mine.id, "label": "mine", "zone": "UTC", "is_paused": False, "role": "viewer"}]
    }
    assert (await program.get("/api/articles")).json()["total"] == 0
    assert (await program.get("/api/articles", params={"account": other.id})).json()["total"] == 0
    for path in (f"/api/articles/{theirs.id}", f"/api/articles/{theirs.id}/export", "/api/articles/999"):
        answer = await program.get(path)
        assert (answer.status_code, list(answer.json())) == (404, ["error"])


async def test_everything_of_an_article_is_shown(desk: Services, program: httpx.AsyncClient) -> None:
    article, reviews = await at_review(desk, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        await sources.add(session, await session.merge(article), Given(note="I keep bees."), desk.clock())
    await decided(desk, reviews[0], Verdict.REDO)
    shown = (await program.get(f"/api/articles/{article.id}")).json()
    assert shown["title"] == PICTURED.title
    assert shown["text"]["markdown"] == PICTURED.body
    assert [(each["review_id"], each["hash"], each["asks"]) for each in shown["questions"]] == [
        (each.id, each.subject_hash, each.subject) for each in reviews
    ]
    assert shown["questions"][0]["decided"]["verdict"] == "redo"
    assert "move" in shown["questions"][1]["verdicts"]
    assert [(each["slot"], each["is_newest"]) for each in shown["images"]] == [("cover", True), ("desk", True)]
    assert [each["number"] for each in shown["sources"]] == [1]
    assert (shown["options"]["status"], shown["cost"]["micro_usd"], shown["attempts"]) == ("public", 0, [])


async def test_an_image_is_fetched_by_its_address_and_no_other_way(desk: Services, program: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    article, other = await an_article(desk, account), await an_article(desk, account)
    await a_text(desk, article, PICTURED)
    image = await an_image(desk, article, "cover")
    address = (await program.get(f"/api/articles/{article.id}")).json()["images"][0]["address"]
    answer = await program.get(address)
    assert (answer.headers["content-type"], answer.content[1:4]) == ("image/png", b"PNG")
    assert (await program.get(f"/api/articles/{other.id}/images/{image.id}")).status_code == 404


async def test_an_article_is_exported_as_markdown(desk: Services, program: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk), brief="Why they help.")
    answer = await program.get(f"/api/articles/{article.id}/export")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith('---\ntopic: "Notebooks"')
    assert answer.text.endswith("---\nWhy they help.")
    await a_text(desk, article, PICTURED)
    image = await an_image(desk, article, "cover")
    text = (await program.get(f"/api/articles/{article.id}/export")).text
    assert f'title: "{PICTURED.title}"' in text
    assert f"(/api/articles/{article.id}/images/{image.id} " in text


@pytest.mark.parametrize("number", ["0", str(2**31), str(10**30), "-1", "1.5", "x", "1%00"])
async def test_a_number_that_no_article_has_is_not_found(program: httpx.AsyncClient, number: str) -> None:
    answer = await program.get(f"/api/articles/{number}")
    assert (answer.status_code, list(answer.json())) == (404, ["error"])
