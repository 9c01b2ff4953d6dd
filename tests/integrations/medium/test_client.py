"""What the client concludes from everything that can happen on the wire, checked against what really was posted."""

import asyncio
import logging
import socket

import httpx
import pytest
from pydantic import SecretStr

from integrations.medium.client import Medium
from integrations.medium.refusals import Blocked, DailyLimitReached, Forbidden, RateLimited, Rejected, TokenRefused
from models.domain.errors import CopydeskError, Refused, TryLater, Unknown
from models.domain.publication import ContentFormat, Licence, Post, PublishingOptions, PublishStatus
from models.domain.publications import ContributorRole
from tests.integrations.medium.served import DEMO_ID, DEMO_TOKEN, Simulated

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 30
POST = Post(title="Tide tables", content="<h1>Tide tables</h1><p>The sea keeps time.</p>", tags=("sea", "time"))


async def test_a_post_arrives_as_it_was_approved(simulated: Simulated) -> None:
    options = PublishingOptions(
        status=PublishStatus.UNLISTED,
        licence=Licence.CC_BY,
        canonical_url="https://example.org/tides",
        content_format=ContentFormat.MARKDOWN,
    )
    post = Post(title="Tide tables", content="# Tide tables\n\nGrüße.", tags=("a", "b", "c", "d", "e"), options=options)
    posted = await simulated.client().create_post(DEMO_ID, post)
    (kept,) = await simulated.posts()
    assert kept["content"] == "# Tide tables\n\nGrüße."
    assert '"notifyFollowers": false' in kept["request"]
    assert (kept["status"], kept["licence"]) == ("unlisted", "cc-40-by")
    assert posted.id == kept["id"]
    assert posted.tags == ("a", "b", "c")
    assert posted.status is PublishStatus.UNLISTED
    assert posted.canonical_url == "https://example.org/tides"
    assert posted.published_at is not None
    assert posted.published_at.utcoffset() is not None


async def test_the_address_of_a_post_opens_the_story(simulated: Simulated) -> None:
    posted = await simulated.client().create_post(DEMO_ID, POST)
    assert posted.url.startswith(f"{simulated.root}/medium/@demo/tide-tables-")
    assert "The sea keeps time." in (await simulated.http.get(posted.url)).text


@pytest.mark.parametrize(
    ("fault", "error", "is_posted"),
    [
        ({"kind": "status", "status": 400}, Rejected, False),
        ({"kind": "status", "status": 401}, TokenRefused, False),
        ({"kind": "status", "status": 403}, Forbidden, False),
        ({"kind": "status", "status": 404}, Rejected, False),
        ({"kind": "status", "status": 429, "retry_after": 7}, RateLimited, False),
        ({"kind": "status", "status": 408}, Unknown, False),
        ({"kind": "status", "status": 500}, Unknown, False),
        ({"kind": "status", "status": 503, "retry_after": 3}, Unknown, False),
        ({"kind": "html", "status": 403}, Blocked, False),
        ({"kind": "html", "status": 503}, Blocked, False),
        ({"kind": "cut_before"}, Unknown, False),
        ({"kind": "cut_after"}, Unknown, True),
        ({"kind": "malformed"}, Unknown, True),
        ({"kind": "half_body"}, Unknown, True),
        ({"kind": "slow", "seconds": 0.5}, Unknown, True),
    ],
    ids=lambda value: "-".join(str(part) for part in value.values()) if isinstance(value, dict) else None,
)
async def test_only_a_proof_that_nothing_was_posted_is_anything_but_unknown(
    simulated: Simulated, fault: dict[str, object], error: type[CopydeskError], is_posted: bool
) -> None:
    simulated.suffer(method="post", **fault)
    with pytest.raises(CopydeskError) as raised:
        await simulated.client(post_seconds=0.2).create_post(DEMO_ID, POST)
    await _until_logged(simulated, 1)
    assert type(raised.value) is error
    assert len(await simulated.posts()) == is_posted
    assert simulated.names_called() == ["post"]
    assert simulated.waits == []


async def _until_logged(simulated: Simulated, count: int) -> None:
    """A slow call is still at work when its caller has given up."""
    async with asyncio.timeout(5):
        while simulated.log.count("log") < count:
            await simulated.http.get(f"{simulated.root}/_sim/medium/images")


async def test_a_slow_answer_in_time_is_an_answer(simulated: Simulated) -> None:
    simulated.suffer(method="post", kind="slow", seconds=0.2)
    posted = await simulated.client().create_post(DEMO_ID, POST)
    assert [kept["id"] for kept in await simulated.posts()] == [posted.id]


async def test_a_refused_connection_proves_that_nothing_was_sent(simulated: Simulated) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = Medium(simulated.http, SecretStr("t"), f"http://127.0.0.1:{closed.getsockname()[1]}/v1")
        with pytest.raises(TryLater):
            await nowhere.create_post(DEMO_ID, POST)


async def test_a_rate_limit_says_how_long_to_wait(simulated: Simulated) -> None:
    simulated.suffer(method="post", kind="status", status=429, retry_after=7)
    with pytest.raises(RateLimited) as raised:
        await simulated.client().create_post(DEMO_ID, POST)
    assert raised.value.retry_after_seconds == 7


async def test_the_eleventh_post_of_a_day_meets_the_daily_limit(simulated: Simulated) -> None:
    for _ in range(10):
        await simulated.client().create_post(DEMO_ID, POST)
    with pytest.raises(DailyLimitReached, match="reached the rate limit for publishing today"):
        await simulated.client().create_post(DEMO_ID, POST)
    assert len(await simulated.posts()) == 10


async def test_a_publication_takes_the_post_that_names_it(simulated: Simulated) -> None:
    user = await simulated.order("users", token="t2", username="nia", publications=[{"name": "The Quay"}])
    quay = user["publications"][0]["id"]
    options = PublishingOptions(publication_id=quay)
    posted = await simulated.client("t2").create_post(user["id"], POST.model_copy(update={"options": options}))
    assert posted.publication_id == quay
    assert simulated.names_called() == ["publication post"]


async def test_a_writer_of_a_publication_may_not_publish_there(simulated: Simulated) -> None:
    writer = {"name": "The Quay", "role": "writer"}
    user = await simulated.order("users", token="t2", username="nia", publications=[writer])
    options = PublishingOptions(publication_id=user["publications"][0]["id"])
    with pytest.raises(Forbidden):
        await simulated.client("t2").create_post(user["id"], POST.model_copy(update={"options": options}))
    assert await simulated.posts() == []


async def test_a_profile_its_publications_and_their_contributors_are_read(simulated: Simulated) -> None:
    await simulated.order("users", token="t2", username="nia", name="Nia", publications=[{"name": "The Quay"}])
    client = simulated.client("t2")
    profile = await client.me()
    (publication,) = await client.publications(profile.id)
    (contributor,) = await client.contributors(publication.id)
    assert (profile.username, profile.name) == ("nia", "Nia")
    assert publication.name == "The Quay"
    assert (contributor.user_id, contributor.role) == (profile.id, ContributorRole.EDITOR)


async def test_reads_are_repeated_with_doubling_waits(simulated: Simulated) -> None:
    simulated.suffer(method="me", kind="cut_before", count=1)
    simulated.suffer(method="me", kind="status", status=502, count=1)
    simulated.suffer(method="me", kind="malformed", count=1)
    assert (await simulated.client().me()).username == "demo"
    assert simulated.names_called() == ["me"] * 4
    assert [round(wait / 2**turn) for turn, wait in enumerate(simulated.waits)] == [1, 1, 1]


async def test_a_read_gives_up_after_three_repeats(simulated: Simulated) -> None:
    simulated.suffer(method="me", kind="status", status=500, count=9)
    with pytest.raises(TryLater):
        await simulated.client().me()
    assert simulated.names_called() == ["me"] * 4


async def test_a_refused_token_is_not_asked_about_again(simulated: Simulated) -> None:
    with pytest.raises(TokenRefused, match="Token was invalid"):
        await simulated.client("wrong").me()
    assert simulated.names_called() == ["me"]


async def test_a_long_wait_is_left_to_the_caller(simulated: Simulated) -> None:
    simulated.suffer(method="me", kind="status", status=429, retry_after=3600)
    with pytest.raises(RateLimited):
        await simulated.client().me()
    assert simulated.waits == []


async def test_a_revoked_token_is_told_as_such(simulated: Simulated) -> None:
    await simulated.order("revoke", token=DEMO_TOKEN)
    with pytest.raises(TokenRefused, match="Invalid integration token"):
        await simulated.client().create_post(DEMO_ID, POST)
    assert await simulated.posts() == []


async def test_a_pasted_token_may_carry_spaces_and_line_ends(simulated: Simulated) -> None:
    assert (await simulated.client("  simulated-medium\n-token \n").me()).username == "demo"


@pytest.mark.parametrize("token", ["", "schlüssel-of-mine", "two\x00parts"])
async def test_an_unsendable_token_is_refused_without_being_quoted(simulated: Simulated, token: str) -> None:
    with pytest.raises(TokenRefused) as raised:
        await simulated.client(token).create_post(DEMO_ID, POST)
    assert not token or token not in f"{raised.value!r}{raised.value.__cause__!r}{raised.value.__context__!r}"
    assert simulated.names_called() == []


async def test_no_token_reaches_a_log_a_repr_or_an_error(
    simulated: Simulated, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = simulated.client()
    said = [repr(client), repr(vars(client))]
    for kind in ("cut_before", "malformed", "html"):
        simulated.suffer(method="post", kind=kind)
        with pytest.raises(CopydeskError) as raised:
            await client.create_post(DEMO_ID, POST)
        said.append(repr(raised.value))
        if isinstance(cause := raised.value.__cause__, httpx.RequestError):
            said += [repr(cause), repr(cause.request), repr(cause.request.headers)]
    assert len(caplog.records) > 3
    assert DEMO_TOKEN not in "\n".join([*said, caplog.text])


async def test_a_token_that_is_echoed_is_cut_out_of_the_refusal() -> None:
    echo = httpx.MockTransport(
        lambda request: httpx.Response(400, json={"errors": [{"message": request.headers["authorization"], "code": 9}]})
    )
    async with httpx.AsyncClient(transport=echo) as http:
        with pytest.raises(Rejected, match=r"Bearer \[token\]"):
            await Medium(http, SecretStr("s3cret"), "https://api.medium.test/v1").create_post(DEMO_ID, POST)


async def test_an_image_goes_up_and_comes_back(simulated: Simulated) -> None:
    uploaded = await simulated.client().upload_image(PNG, "image/png")
    assert (await simulated.http.get(uploaded.url)).content == PNG
    assert uploaded.md5 is not None
    assert uploaded.md5 in uploaded.url


async def test_a_webp_image_is_refused_before_it_is_sent(simulated: Simulated) -> None:
    with pytest.raises(Refused, match="image/webp"):
        await simulated.client().upload_image(b"RIFF", "image/webp")
    assert simulated.names_called() == []


async def test_an_image_that_is_not_what_it_says_is_rejected(simulated: Simulated) -> None:
    with pytest.raises(Rejected, match="not in a format we understand"):
        await simulated.client().upload_image(b"not a picture", "image/png")


async def test_a_lost_upload_may_be_made_again(simulated: Simulated) -> None:
    simulated.suffer(method="images", kind="cut_after")
    with pytest.raises(TryLater):
        await simulated.client().upload_image(PNG, "image/png")
    assert (await simulated.client().upload_image(PNG, "image/png")).url
