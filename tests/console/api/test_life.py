"""What a program does with a whole article: held with its reason, and brought back; for whoever may."""

import httpx

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from tests.builders import a_sealed_article, an_account, an_article, reread
from tests.console.api.conftest import Programs
from tests.console.conftest import a_visitor


async def test_an_article_is_held_with_a_reason_and_goes_on(desk: Services, program: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk), topic="Bees & hives")
    held = await program.post(f"/api/articles/{article.id}/hold", json={"reason": "the client\nasked"})
    assert held.status_code == 200
    assert held.json()["said"].startswith("“Bees & hives” is on hold.")
    assert (held.json()["article"]["stage"], held.json()["article"]["standing"]) == ("on_hold", "the client asked")
    again = await program.post(f"/api/articles/{article.id}/hold", json={})
    assert (again.status_code, "cannot be held" in again.json()["error"]) == (409, True)
    resumed = await program.post(f"/api/articles/{article.id}/resume")
    assert resumed.json()["article"]["stage"] == "queued"
    assert (await program.post(f"/api/articles/{article.id}/resume")).status_code == 409


async def test_without_a_reason_it_is_said_who_held_it(desk: Services, program: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    await program.post(f"/api/articles/{article.id}/hold", json={})
    assert (await reread(desk, article)).reason == "held by Ada"


async def test_an_article_is_moved_in_words_of_its_zone(desk: Services, program: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk, zone="Europe/Berlin"))
    place = f"/api/articles/{article.id}/time"
    moved = await program.post(place, json={"at": "next tuesday 9am", "saw": article.publish_at.isoformat()})
    assert moved.json()["said"] == "Goes out Tue 8 Dec 2026, 09:00 (Europe/Berlin)."
    assert moved.json()["article"]["publish_at"] == "2026-12-08T08:00:00Z"
    late = await program.post(place, json={"at": "friday 9am", "saw": article.publish_at.isoformat()})
    assert (late.status_code, "moved it meanwhile" in late.json()["error"]) == (409, True)
    gone = await program.post(place, json={"at": "2020-01-01 09:00"})
    assert (gone.status_code, "already passed" in gone.json()["error"]) == (409, True)


async def test_an_article_is_dropped_once_and_comes_back(desk: Services, program: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    dropped = await program.post(f"/api/articles/{article.id}/drop", json={"reason": "old news"})
    assert (dropped.json()["article"]["stage"], dropped.json()["article"]["standing"]) == ("dropped", "old news")
    assert (await program.post(f"/api/articles/{article.id}/drop", json={})).status_code == 409
    assert (await program.post(f"/api/articles/{article.id}/resume")).json()["article"]["stage"] == "queued"


async def test_an_article_that_was_handed_to_its_writer_is_given_up_or_finished_by_its_link(
    desk: Services, program: httpx.AsyncClient
) -> None:
    account = await an_account(desk)
    one, other = await an_article(desk, account, Stage.HANDED_OFF), await an_article(desk, account, Stage.HANDED_OFF)
    assert (await program.post(f"/api/articles/{one.id}/drop", json={})).json()["article"]["stage"] == "dropped"
    url = "https://medium.com/@demo/bees-0123456789ab"
    finished = await program.post(f"/api/articles/{other.id}/link", json={"url": url})
    assert (finished.json()["article"]["stage"], finished.json()["article"]["medium_url"]) == ("published", url)
    strange = await program.post(f"/api/articles/{one.id}/link", json={"url": "https://example.com/"})
    assert strange.status_code == 409


async def test_an_approval_is_taken_back(desk: Services, program: httpx.AsyncClient) -> None:
    article = await a_sealed_article(desk)
    answer = await program.post(f"/api/articles/{article.id}/reopen", json={"to": "final_review"})
    assert answer.json()["article"]["stage"] == "final_review"
    assert (await reread(desk, article)).seal is None
    assert (await program.post(f"/api/articles/{article.id}/reopen", json={"to": "queued"})).status_code == 400


async def test_whoever_may_only_look_changes_nothing(desk: Services, program_of: Programs) -> None:
    account = await an_account(desk)
    article = await an_article(desk, account)
    program = await program_of(await a_visitor(desk, "eve", account=account, role=Role.VIEWER))
    answers = [await program.post(f"/api/articles/{article.id}/{verb}", json={}) for verb in ("hold", "resume")]
    assert [each.status_code for each in answers] == [403, 403]
    assert (await reread(desk, article)).stage is Stage.QUEUED
