"""Images by their public address: Medium fetches the approved bytes there, or nothing is posted and it is said why."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from integrations.checkup import PUBLIC_ADDRESS, Finding, parts
from integrations.comparison import compared
from integrations.public_images import public_key
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.errors import NeedsPerson, TryLater
from models.domain.image_references import reference_to, take_addresses_out
from models.domain.review import ReviewKind, Verdict
from models.domain.slots import slots_of
from models.store import articles
from models.tables import Article, Image
from tasks.clearing import clear_images
from tasks.deciding import take_in
from tasks.publishing import publish
from tasks.reviewing import show_final
from tests.builders import (
    PICTURED,
    a_person,
    a_sealed_article,
    a_text,
    an_account,
    an_article,
    an_image,
    asked,
    change,
    decided,
    reread,
)
from tests.conftest import Clock, Outside
from tests.integrations.medium.served import served
from tests.tasks.attempts import attempts_of, posts_received

Take = Callable[..., Awaitable[None]]
BY_ADDRESS = {"images_by": "address"}


def with_public_url(desk: Services, root: str | None, **address: Any) -> Services:
    found = replace(
        desk,
        settings=desk.settings.model_copy(update={"s3_public_url": root}),
        address=desk.address.model_copy(update=address),
    )
    install(found)
    return found


@pytest.fixture
async def public(desk: Services, root: str) -> Services:
    return with_public_url(desk, root)


async def images_of(desk: Services, article: Article) -> list[Image]:
    async with desk.database.session() as session:
        found = await articles.newest_images(session, article.id)
    return [found[slot.name] for slot in slots_of(PICTURED.body)]


async def at_final_review(desk: Services) -> Article:
    account = await an_account(desk, options=BY_ADDRESS)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.FINAL_REVIEW, tags=["Writing"])
    await a_text(desk, article, PICTURED)
    for slot in slots_of(PICTURED.body):
        await an_image(desk, article, slot.name, is_kept=True)
    return await reread(desk, article)


async def last_card(outside: Outside, article: Article, under_lease: Take) -> str:
    await outside.post("writer/text", chat=1001, text="hello")
    await under_lease(show_final, article.id)
    return str((await outside.messages())[-1]["text"])


async def test_medium_fetches_the_approved_bytes_and_nothing_is_uploaded(
    public: Services, outside: Outside, under_lease: Take, root: str
) -> None:
    account = await an_account(public, options=BY_ADDRESS)
    article = await a_sealed_article(public, account, PICTURED)
    images = await images_of(public, article)
    await under_lease(publish, article.id)
    assert await outside.calls("medium", "images") == []
    [story] = await outside.stories()
    addresses = {reference_to(each.sha256): f"{root}/{public_key(each)}" for each in images}
    assert [(each["src"], each["fetched"]) for each in story["images"]] == [(a, True) for a in addresses.values()]
    assert len({each["md5"] for each in await outside.get("medium/images")}) == len(images) == 2
    found = (await compared(public, article.id)).comparison
    assert found.is_same
    assert {row.sent for row in found.rows if row.what.startswith("image ")} == set(addresses.values())
    [attempt] = await attempts_of(public, article)
    assert attempt.approved["options"]["images_by"] == "address"
    assert take_addresses_out(story["content"], addresses).count('src="image:') == 2


async def test_an_approval_for_uploads_is_none_for_addresses(
    public: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(public, draft=PICTURED)
    await change(public, article, options=BY_ADDRESS)
    await under_lease(publish, article.id)
    assert (await reread(public, article)).stage is Stage.FINAL_REVIEW
    assert await posts_received(outside) == 0


async def test_an_address_that_names_other_bytes_is_seen_in_the_comparison(
    public: Services, under_lease: Take, root: str
) -> None:
    account = await an_account(public, options=BY_ADDRESS)
    article = await a_sealed_article(public, account, PICTURED)
    await under_lease(publish, article.id)
    [attempt] = await attempts_of(public, article)
    first = reference_to((await images_of(public, article))[0].sha256)
    other = f"{root}/story/images/{'0' * 64}.png"
    sent = attempt.sent | {
        "addresses": attempt.sent["addresses"] | {first: other},
        "body": attempt.sent["body"].replace(attempt.sent["addresses"][first], other),
    }
    async with public.database.session() as session:
        (await session.merge(attempt)).sent = sent
    found = (await compared(public, article.id)).comparison
    assert [row.what for row in found.rows if not row.is_same] == ["image 1"]


@pytest.mark.parametrize(
    ("given", "address", "said"),
    [
        (None, {}, "S3_PUBLIC_URL is not set"),
        ("http://192.168.1.5:9000", {"simulators_url": None}, "S3_PUBLIC_URL is one that Medium cannot open"),
    ],
    ids=["missing", "at home"],
)
async def test_without_an_address_that_medium_can_open_the_card_says_so_and_nothing_is_posted(
    desk: Services, outside: Outside, under_lease: Take, given: str | None, address: dict[str, Any], said: str
) -> None:
    public = with_public_url(desk, given, **address)
    article = await at_final_review(public)
    card = await last_card(outside, article, under_lease)
    assert "⛔ Its images are to be fetched from a public address" in card
    assert said in card
    [review] = await asked(public, article, ReviewKind.FINAL)
    await decided(public, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    held = await reread(public, article)
    assert (held.stage, held.seal) == (Stage.ON_HOLD, None)
    assert said in held.reason
    late = await a_sealed_article(public, await an_account(public, "late", options=BY_ADDRESS), PICTURED)
    with pytest.raises(NeedsPerson, match=said):
        await under_lease(publish, late.id)
    assert await posts_received(outside) == 0


async def test_where_nobody_can_open_what_is_put_there_the_card_says_so_and_it_waits_for_that(
    desk: Services, outside: Outside, under_lease: Take, root: str, clock: Clock
) -> None:
    shut = with_public_url(desk, f"{root}/elsewhere")
    article = await at_final_review(shut)
    card = await last_card(outside, article, under_lease)
    assert f"Medium is to fetch the images from {root}/elsewhere, and nobody can open what is put there" in card
    assert "⛔" not in card
    await change(shut, article, publish_at=clock.now)
    [review] = await asked(shut, article, ReviewKind.FINAL)
    await decided(shut, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    with pytest.raises(TryLater, match=r"is not to be seen there, so Medium could not fetch it"):
        await under_lease(publish, article.id)
    assert await posts_received(outside) == 0
    with_public_url(desk, root)
    await under_lease(publish, article.id)
    assert [len(story["images"]) for story in await outside.stories()] == [2]


@pytest.fixture
async def stale(desk: Services) -> AsyncIterator[Services]:
    """A provider that shows something else in the place of everything."""

    async def show(*_: object) -> Response:
        return Response(b"an older one", media_type="image/png")

    async with served(Starlette(routes=[Route("/{key:path}", show)])) as address:
        yield with_public_url(desk, address)


async def test_other_bytes_than_the_approved_ones_are_not_sent(
    stale: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(stale, await an_account(stale, options=BY_ADDRESS), PICTURED)
    with pytest.raises(TryLater, match="is not to be seen there"):
        await under_lease(publish, article.id)
    assert await posts_received(outside) == 0


async def test_where_all_can_be_opened_the_card_has_no_word_of_it(
    public: Services, outside: Outside, under_lease: Take
) -> None:
    card = await last_card(outside, await at_final_review(public), under_lease)
    assert "images by their public address" in card
    assert "fetch" not in card


async def test_an_article_that_is_handed_off_needs_no_such_address(desk: Services, under_lease: Take) -> None:
    account = await an_account(desk, token=None, options=BY_ADDRESS)
    article = await a_sealed_article(desk, account, PICTURED)
    await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF


async def test_what_was_put_there_goes_with_the_images_of_a_dropped_article(
    public: Services, under_lease: Take, clock: Clock
) -> None:
    article = await a_sealed_article(public, await an_account(public, options=BY_ADDRESS), PICTURED)
    [first, _] = await images_of(public, article)
    await under_lease(publish, article.id)
    assert await public.storage.get(public_key(first))
    assert sha256(await public.storage.get(public_key(first))).hexdigest() == first.sha256
    await change(public, article, stage=Stage.DROPPED, stage_since=clock.now)
    clock.now += timedelta(days=31)
    await clear_images.fn()
    assert not await public.storage.exists(public_key(first))


async def test_the_doctor_puts_a_line_there_and_reads_it_back(desk: Services, root: str) -> None:
    async def told(given: str | None) -> list[Finding]:
        settings = desk.settings.model_copy(update={"s3_public_url": given})
        return [each for each in await parts(settings, desk.address, desk.clock()) if each.name == PUBLIC_ADDRESS]

    assert await told(None) == []
    [shown] = await told(root)
    assert (shown.ok, shown.detail) == (True, f"{root} is read here, and is not on the web")
    [shut] = await told(f"{root}/elsewhere")
    assert (shut.ok, shut.detail) == (False, f"{root}/elsewhere does not show what is put under story/")
    assert "S3_PUBLIC_URL" in shut.fix
