"""How an article comes in through the API: into the same queue, for whoever may, and once for each key."""

import asyncio

import httpx
import pytest

from console.guard import LARGEST_BODY
from integrations.services import Services
from models.domain.people import Role
from models.store import articles, sources
from models.tables import Article
from tests.builders import an_account
from tests.console.api.conftest import Programs
from tests.console.conftest import a_visitor


async def every(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return list(await articles.articles(session))


async def test_a_topic_is_queued_with_all_that_came_with_it(desk: Services, program: httpx.AsyncClient) -> None:
    await an_account(desk, zone="Europe/Berlin")
    answer = await program.post(
        "/api/articles",
        json={
            "account": "DEMO",
            "topic": "Bees\x00 on roofs",
            "at": "next tuesday 9am",
            "brief": "why they help",
            "category": "cities",
            "notes": ["I keep two hives."],
            "own": {"words": "900", "tags": "Bees, Cities"},
        },
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said["said"] == "Article 1 is queued for Tue 8 Dec 2026, 09:00 (Europe/Berlin)."
    assert (said["is_new"], said["article"]["publish_at"]) == (True, "2026-12-08T08:00:00Z")
    [article] = await every(desk)
    assert (article.topic, article.brief, article.category) == ("Bees on roofs", "why they help", "cities")
    assert article.overrides["tags"] == ["Bees", "Cities"]
    async with desk.database.session() as session:
        assert [each.text for each in await sources.sources(session, article.id)] == ["I keep two hives."]


async def test_what_has_the_same_key_is_queued_once_also_at_the_same_moment(
    desk: Services, program: httpx.AsyncClient
) -> None:
    await an_account(desk)
    new = {"account": "demo", "topic": "Bees", "key": "row 7"}
    answers = await asyncio.gather(*(program.post("/api/articles", json=new) for _ in range(3)))
    assert sorted(each.json()["is_new"] for each in answers) == [False, False, True]
    assert {each.json()["article"]["id"] for each in answers} == {each.id for each in await every(desk)}
    assert len(await every(desk)) == 1


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"topic": "Bees", "at": "soon"}, 409, "not a time I can read"),
        ({"topic": " "}, 409, "What is the article about?"),
        ({"topic": "b" * 301}, 409, "a topic has at most 300"),
        ({"topic": ""}, 400, "body.topic"),
        ({"topic": "Bees", "sources": ["ftp://x"]}, 409, "is no link"),
        ({"topic": "Bees", "own": {"words": "many", "zone": "UTC"}}, 409, "words:"),
        ({"topic": "Bees", "publish_at": "2030"}, 400, "body.publish_at"),
        ({"account": "nobody", "topic": "Bees"}, 404, "not for you"),
        ({"account": "99999999999", "topic": "Bees"}, 404, "not for you"),
        (["Bees"], 400, "body"),
    ],
)
async def test_what_cannot_be_queued_is_refused_in_words(
    desk: Services, program: httpx.AsyncClient, sent: object, status: int, said: str
) -> None:
    await an_account(desk)
    asked = {"account": "demo", **sent} if isinstance(sent, dict) else sent
    answer = await program.post("/api/articles", json=asked)
    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert await every(desk) == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"account": "demo", "topic": NaN}'])
async def test_what_is_no_json_is_refused(desk: Services, program: httpx.AsyncClient, body: bytes) -> None:
    answer = await program.post("/api/articles", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


async def test_what_is_too_large_or_sent_by_the_page_of_another_site_is_refused_as_json(
    program: httpx.AsyncClient,
) -> None:
    large = await program.post("/api/articles", content=b" " * (LARGEST_BODY + 1))
    elsewhere = await program.post("/api/articles", json={}, headers={"Origin": "https://evil.example"})
    assert [(each.status_code, list(each.json())) for each in (large, elsewhere)] == [
        (413, ["error"]),
        (403, ["error"]),
    ]


async def test_whoever_may_only_look_queues_nothing_and_a_stranger_does_not_learn_of_the_account(
    desk: Services, program_of: Programs
) -> None:
    account, other = await an_account(desk), await an_account(desk, "other", token=None)
    eve = await program_of(await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    bob = await program_of(await a_visitor(desk, "bob", account=other, role=Role.OWNER))
    new = {"account": "demo", "topic": "Bees"}
    assert [(await each.post("/api/articles", json=new)).status_code for each in (eve, bob)] == [403, 404]
    assert await every(desk) == []
