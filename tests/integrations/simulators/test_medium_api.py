"""The simulated API against the contract that api.md and recorded answers give."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from integrations.simulators.ledger import Ledger
from integrations.simulators.medium import build, name_of_call
from tests.integrations.medium.served import DEMO_ID, DEMO_TOKEN, Simulated, simulated_medium

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 30
POSTS = f"/users/{DEMO_ID}/posts"
STORY = {"title": "Liverpool FC", "contentFormat": "html", "content": "<h1>Liverpool FC</h1><p>You'll never.</p>"}


@pytest.fixture
async def simulated(tmp_path: Path) -> AsyncIterator[Simulated]:
    async with simulated_medium(tmp_path) as running:
        yield running


async def test_a_profile_has_the_documented_fields(simulated: Simulated) -> None:
    answer = await simulated.get("/v1/me")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["data"].keys() == {"id", "username", "name", "url", "imageUrl"}
    assert (await simulated.http.get(answer.json()["data"]["url"])).status_code == 200


@pytest.mark.parametrize(
    ("token", "code", "words"),
    [(None, 6000, "An access token is required."), ("wrong", 6003, "Token was invalid.")],
)
async def test_a_missing_and_a_wrong_token_are_told_apart(
    simulated: Simulated, token: str | None, code: int, words: str
) -> None:
    answer = await simulated.get("/v1/me", token)
    assert (answer.status_code, answer.json()) == (401, {"errors": [{"message": words, "code": code}]})


async def test_a_revoked_token_stays_revoked_after_a_restart(simulated: Simulated, tmp_path: Path) -> None:
    await simulated.order("revoke", token=DEMO_TOKEN)
    answer = await simulated.get("/v1/me")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, 2)
    build(Ledger(tmp_path / "medium.sqlite"))
    assert (await simulated.get("/v1/me")).status_code == 401


async def test_a_post_is_public_unless_told_otherwise(simulated: Simulated) -> None:
    answer = await simulated.send(POSTS, **STORY)
    data = answer.json()["data"]
    assert answer.status_code == 201
    assert (data["publishStatus"], data["license"]) == ("public", "all-rights-reserved")
    assert isinstance(data["publishedAt"], int)
    assert data["url"] == f"{simulated.root}/medium/@demo/liverpool-fc-{data['id']}"
    assert "canonicalUrl" not in data
    assert "publicationId" not in data


async def test_a_draft_has_no_time_of_publication(simulated: Simulated) -> None:
    data = (await simulated.send(POSTS, **STORY, publishStatus="draft")).json()["data"]
    assert "publishedAt" not in data


async def test_long_tags_are_ignored_and_three_are_used(simulated: Simulated) -> None:
    tags = ["x" * 26, "one", "two", "three", "four"]
    assert (await simulated.send(POSTS, **STORY, tags=tags)).json()["data"]["tags"] == ["one", "two", "three"]


async def test_a_long_title_is_ignored_and_one_is_made_up(simulated: Simulated) -> None:
    data = (await simulated.send(POSTS, **STORY | {"title": "x" * 101})).json()["data"]
    assert data["title"] == "Liverpool FC"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"content": ""}, 2002),
        ({"title": ""}, 2001),
        ({"contentFormat": "plain"}, 2000),
        ({"publishStatus": "private"}, 2000),
        ({"license": "mine"}, 2000),
        ({"tags": "one,two"}, 2000),
    ],
)
async def test_a_wrong_field_is_a_bad_request(simulated: Simulated, changed: dict[str, Any], code: int) -> None:
    answer = await simulated.send(POSTS, **STORY | changed)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert await simulated.posts() == []


async def test_a_body_that_is_no_json_is_a_bad_request(simulated: Simulated) -> None:
    headers = {"authorization": f"Bearer {DEMO_TOKEN}"}
    answer = await simulated.http.post(f"{simulated.api}{POSTS}", content=b"title=x", headers=headers)
    assert answer.status_code == 400


async def test_nobody_posts_for_another_and_nobody_for_nobody(simulated: Simulated) -> None:
    other = await simulated.order("users", token="t2", username="nia")
    assert (await simulated.send(f"/users/{other['id']}/posts", **STORY)).status_code == 403
    answer = await simulated.send("/users/none/posts", **STORY)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, 6004)
    assert await simulated.posts() == []


async def test_the_limit_ends_a_day_after_the_first_post(simulated: Simulated) -> None:
    await simulated.order("clock", now="2026-11-02T08:00:00Z")
    await simulated.send(POSTS, **STORY)
    await simulated.order("clock", now="2026-11-03T07:00:00Z")
    statuses = [(await simulated.send(POSTS, **STORY)).status_code for _ in range(10)]
    assert statuses == [201] * 9 + [429]
    await simulated.order("clock", now="2026-11-03T08:00:01Z")
    assert (await simulated.send(POSTS, **STORY)).status_code == 201


async def test_the_limit_counts_each_profile_for_itself(simulated: Simulated) -> None:
    nia = await simulated.order("users", token="t2", username="nia", posts_per_day=1)
    statuses = [(await simulated.send(f"/users/{nia['id']}/posts", "t2", **STORY)).status_code for _ in range(2)]
    assert statuses == [201, 429]
    assert (await simulated.send(POSTS, **STORY)).status_code == 201


async def test_a_rejected_post_does_not_count(simulated: Simulated) -> None:
    nia = await simulated.order("users", token="t2", username="nia", posts_per_day=1)
    path = f"/users/{nia['id']}/posts"
    bad, good = await simulated.send(path, "t2", title="x"), await simulated.send(path, "t2", **STORY)
    assert (bad.status_code, good.status_code) == (400, 201)


async def test_a_writer_may_only_hand_in_drafts(simulated: Simulated) -> None:
    writer = {"name": "The Quay", "role": "writer"}
    nia = await simulated.order("users", token="t2", username="nia", publications=[writer])
    quay = nia["publications"][0]["id"]
    assert (await simulated.send(f"/publications/{quay}/posts", "t2", **STORY)).status_code == 403
    answer = await simulated.send(f"/publications/{quay}/posts", "t2", **STORY, publishStatus="draft")
    assert (answer.status_code, answer.json()["data"]["publicationId"]) == (201, quay)
    assert (await simulated.send(f"/publications/{quay}/posts", **STORY)).status_code == 403
    assert (await simulated.send("/publications/none/posts", "t2", **STORY)).status_code == 404


async def test_a_publication_has_the_contributors_who_joined_it(simulated: Simulated) -> None:
    await simulated.order("users", token="t2", username="nia", publications=[{"name": "The Quay"}])
    joined = [{"name": "The Quay", "role": "writer"}]
    sam = await simulated.order("users", token="t3", username="sam", publications=joined)
    quay = sam["publications"][0]["id"]
    roles = [one["role"] for one in (await simulated.get(f"/v1/publications/{quay}/contributors")).json()["data"]]
    assert roles == ["editor", "writer"]


@pytest.mark.parametrize("media_type", ["image/webp", "image/jpg", "text/plain"])
async def test_an_unsupported_image_is_turned_down(simulated: Simulated, media_type: str) -> None:
    answer = await _upload(simulated, {"image": ("a.png", PNG, media_type)})
    assert (answer[0], answer[1]["errors"][0]["code"]) == (400, -1)


async def test_the_field_of_an_image_has_to_be_called_image(simulated: Simulated) -> None:
    assert (await _upload(simulated, {"file": ("a.png", PNG, "image/png")}))[0] == 400


async def test_a_token_without_the_scope_uploads_nothing(simulated: Simulated) -> None:
    await simulated.order("users", token="t2", username="nia", uploads_images=False)
    assert (await _upload(simulated, {"image": ("a.png", PNG, "image/png")}, "t2"))[0] == 403


async def _upload(
    simulated: Simulated, files: dict[str, tuple[str, bytes, str]], token: str = DEMO_TOKEN
) -> tuple[int, dict[str, list[dict[str, object]]]]:
    headers = {"authorization": f"Bearer {token}"}
    answer = await simulated.http.post(f"{simulated.api}/images", files=files, headers=headers)
    return answer.status_code, answer.json()


async def test_what_was_posted_can_be_read_back_in_order_with_its_request(simulated: Simulated) -> None:
    for title in ("First", "Second"):
        await simulated.send(POSTS, **STORY | {"title": title})
    first, second = await simulated.posts()
    assert (first["title"], second["title"]) == ("First", "Second")
    assert '"title":"First"' in first["request"].replace(": ", ":")
    assert first["username"] == "demo"
    assert first["created_at"] <= second["created_at"]


def test_a_restart_remembers_and_forgetting_leaves_the_first_user(tmp_path: Path) -> None:
    service = build(Ledger(tmp_path / "medium.sqlite"))
    ledger = Ledger(tmp_path / "medium.sqlite")
    ledger.put("post", "x", {"id": "x"})
    build(ledger)
    assert ledger.count("post") == 1
    service.forget()
    assert (ledger.count("post"), ledger.count("user"), ledger.count("token")) == (0, 1, 1)


def test_no_token_is_written_to_the_disk(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "medium.sqlite")
    build(ledger)
    ledger.close()
    assert DEMO_TOKEN.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/me", "me"),
        ("/v1/users/1/publications", "publications"),
        ("/v1/publications/1/contributors", "contributors"),
        ("/v1/users/1/posts", "post"),
        ("/v1/publications/1/posts", "publication post"),
        ("/v1/images", "images"),
        ("/feed/@demo", "feed"),
        ("/feed/the-quay", "feed"),
        ("/@demo/a-story-1a2b", "story"),
        ("/p/1a2b", "story"),
        ("/images/a.png", "picture"),
        ("/elsewhere", "unknown"),
    ],
)
def test_every_call_has_its_name(path: str, name: str) -> None:
    assert name_of_call("GET", path) == name


async def test_an_order_with_an_unknown_field_is_refused(simulated: Simulated) -> None:
    answer = await simulated.http.post(f"{simulated.root}/_sim/medium/clock", json={"later": 5})
    assert answer.status_code == 422
