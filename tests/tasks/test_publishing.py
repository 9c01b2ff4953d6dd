"""The dangerous moment: what was approved goes out once, and what Medium received is counted."""

from collections.abc import Awaitable, Callable

import pytest
from pydantic import SecretStr

from integrations.connection_checks import check
from integrations.medium.refusals import RateLimited, TokenRefused
from integrations.services import Services
from models.domain.article import Stage
from models.domain.connection import Connection
from models.domain.effects import AttemptOutcome
from models.domain.errors import CopydeskError, NeedsPerson, TryLater
from models.domain.image_references import reference_to, take_addresses_out
from models.domain.rendering import with_references
from models.store import articles, connections, effects
from models.tables import Account, Article
from tasks.handing_off import BLOCKED, REFUSED, UNCONNECTED
from tasks.publishing import publish
from tasks.telling import tell_the_end
from tests.builders import PICTURED, PLAIN, a_person, a_sealed_article, a_text, an_account, change, reread
from tests.conftest import Clock, Outside
from tests.tasks.attempts import attempts_of, change_defaults, posts_received

Take = Callable[..., Awaitable[None]]


async def test_what_was_approved_goes_out_and_its_address_is_kept(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(desk)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    [attempt] = await attempts_of(desk, article)
    out = await reread(desk, article)
    assert (out.stage, out.medium_post_id, out.medium_url) == (Stage.PUBLISHED, story["id"], story["url"])
    assert out.published_at is not None
    assert (story["title"], story["tags"], story["status"]) == (PLAIN.title, ["Writing", "Habits"], "public")
    assert story["notify_followers"] is False
    assert (attempt.outcome, attempt.post_id, attempt.url) == (AttemptOutcome.POSTED, story["id"], story["url"])
    assert attempt.seal == article.seal


async def test_images_go_up_once_and_what_went_out_is_what_was_sealed_but_for_their_addresses(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await a_sealed_article(desk, draft=PICTURED)
    await outside.suffer("medium", "post", "status", status=429)
    with pytest.raises(TryLater):
        await under_lease(publish, article.id)
    clock.advance(minutes=1)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    assert len(await outside.calls("medium", "images")) == 2
    async with desk.database.session() as session:
        images = await articles.newest_images(session, article.id)
        keys = [f"article:{article.id}:upload:{images[slot].sha256}" for slot in ("cover", "desk")]
        urls = [await effects.outcome_of(session, key) for key in keys]
    sealed = with_references(
        PICTURED.title, PICTURED.subtitle, PICTURED.body, {slot: image.sha256 for slot, image in images.items()}
    )
    addresses = {
        reference_to(images[slot].sha256): url["url"] for slot, url in zip(("cover", "desk"), urls, strict=True)
    }
    assert story["content"] != sealed
    assert take_addresses_out(story["content"], addresses) == sealed


async def _another_text(desk: Services, article: Article) -> None:
    await a_text(desk, article, PLAIN.model_copy(update={"body": PLAIN.body + "\nOne word more.\n"}))


async def _other_tags(desk: Services, article: Article) -> None:
    await change(desk, article, tags=["Money"])


async def _other_options(desk: Services, article: Article) -> None:
    await change(desk, article, options={"licence": "public-domain"})


async def _no_seal(desk: Services, article: Article) -> None:
    await change(desk, article, seal=None)


@pytest.mark.parametrize("meddle", [_another_text, _other_tags, _other_options, change_defaults, _no_seal])
async def test_what_changed_after_its_approval_does_not_go_out_and_is_shown_again(
    desk: Services, outside: Outside, under_lease: Take, meddle: Callable[[Services, Article], Awaitable[None]]
) -> None:
    article = await a_sealed_article(desk)
    await meddle(desk, article)
    await under_lease(publish, article.id)
    found = await reread(desk, article)
    assert (found.stage, found.seal) == (Stage.FINAL_REVIEW, None)
    assert "no longer what was approved" in found.reason
    assert await posts_received(outside) == 0
    assert await attempts_of(desk, article) == []


@pytest.mark.parametrize(
    ("fault", "reaction"),
    [
        ({"kind": "status", "status": 400}, NeedsPerson),
        ({"kind": "status", "status": 403}, NeedsPerson),
        ({"kind": "status", "status": 429, "retry_after": 7}, RateLimited),
    ],
    ids=["400", "403 json", "429"],
)
async def test_a_refusal_proves_that_nothing_was_posted_and_a_further_try_is_a_new_attempt(
    desk: Services,
    outside: Outside,
    under_lease: Take,
    clock: Clock,
    fault: dict[str, object],
    reaction: type[CopydeskError],
) -> None:
    article = await a_sealed_article(desk)
    await outside.suffer("medium", "post", **fault)  # type: ignore[arg-type]
    with pytest.raises(reaction):
        await under_lease(publish, article.id)
    assert await outside.stories() == []
    [refused] = await attempts_of(desk, article)
    assert (refused.outcome, refused.ended_at) == (AttemptOutcome.NOT_POSTED, desk.clock())
    assert (await reread(desk, article)).stage is Stage.PUBLISHING
    clock.advance(minutes=1)
    await under_lease(publish, article.id)
    assert len(await outside.stories()) == 1
    assert [each.outcome for each in await attempts_of(desk, article)] == [
        AttemptOutcome.NOT_POSTED,
        AttemptOutcome.POSTED,
    ]


async def test_without_a_token_it_is_handed_to_the_writer(desk: Services, outside: Outside, under_lease: Take) -> None:
    article = await a_sealed_article(desk, await an_account(desk, token=None))
    await under_lease(publish, article.id)
    handed = await reread(desk, article)
    assert (handed.stage, handed.reason) == (Stage.HANDED_OFF, UNCONNECTED)
    assert await outside.get("log", service="medium") == []


@pytest.mark.parametrize("method", ["post", "images"])
@pytest.mark.parametrize(
    ("fault", "why"),
    [({"kind": "status", "status": 401}, REFUSED), ({"kind": "html", "status": 403}, BLOCKED)],
    ids=["the token", "the network"],
)
async def test_what_medium_lets_nobody_do_is_handed_to_the_writer_and_was_not_posted(
    desk: Services, outside: Outside, under_lease: Take, fault: dict[str, object], why: str, method: str
) -> None:
    article = await a_sealed_article(desk, draft=PICTURED)
    await outside.suffer("medium", method, **fault)  # type: ignore[arg-type]
    await under_lease(publish, article.id)
    handed = await reread(desk, article)
    assert (handed.stage, handed.reason) == (Stage.HANDED_OFF, why)
    assert await outside.stories() == []
    assert [each.outcome for each in await attempts_of(desk, article)] == (
        [AttemptOutcome.NOT_POSTED] if method == "post" else []
    )


@pytest.mark.parametrize(
    ("fault", "state", "said"),
    [
        ({"kind": "status", "status": 401}, Connection.REVOKED, "Medium took back"),
        ({"kind": "html", "status": 403}, Connection.BLOCKED, "turns this network away"),
    ],
    ids=["the token", "the network"],
)
async def test_what_medium_says_of_the_token_at_a_post_is_known_at_once_and_so_is_that_it_is_over(
    desk: Services, outside: Outside, under_lease: Take, fault: dict[str, object], state: Connection, said: str
) -> None:
    await outside.post("writer/text", chat=1001, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    await check(desk, account.id)
    first = await a_sealed_article(desk, account)
    other = PLAIN.model_copy(update={"body": "Written with AI, and about something else altogether: the sea."})
    second = await a_sealed_article(desk, account, other)
    await outside.suffer("medium", "post", **fault)  # type: ignore[arg-type]
    await under_lease(publish, first.id)
    assert (await reread(desk, first)).stage is Stage.HANDED_OFF
    async with desk.database.session() as session:
        assert [(each.label, found) for each, found in await connections.troubled(session)] == [("demo", state)]
    [word] = [each["text"] for each in await outside.messages() if each["text"].startswith("🔌")]
    assert said in word
    await under_lease(publish, second.id)
    async with desk.database.session() as session:
        assert await connections.troubled(session) == []
    told = [each["text"] for each in await outside.messages() if each["text"].startswith("🔌")]
    assert told[1:] == ["🔌 demo is connected with Medium again."]


async def test_a_draft_that_nobody_approved_is_handed_to_nobody(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(desk, await an_account(desk, options={"status": "draft"}))
    await outside.suffer("medium", "post", "status", status=401)
    with pytest.raises(TokenRefused):
        await under_lease(publish, article.id)
    assert (await reread(desk, article)).stage is Stage.PUBLISHING


async def test_what_breaks_a_rule_by_now_is_not_handed_off(desk: Services, under_lease: Take) -> None:
    account = await an_account(desk, token=None)
    first, second = await a_sealed_article(desk, account), await a_sealed_article(desk, account)
    await under_lease(publish, first.id)
    with pytest.raises(NeedsPerson, match="same"):
        await under_lease(publish, second.id)


async def test_what_was_held_at_the_last_moment_is_not_posted(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(desk)
    await change(desk, article, stage=Stage.ON_HOLD)
    with pytest.raises(NeedsPerson, match="stopped at the last moment"):
        await under_lease(publish, article.id)
    assert await posts_received(outside) == 0


async def test_a_daily_limit_of_the_profile_posts_nothing_and_says_so(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account = await an_account(desk)
    await outside.post("medium/users", token="limited", username="limited", posts_per_day=0)
    article = await a_sealed_article(desk, account)
    async with desk.database.session() as session:
        limited = await session.get_one(Account, account.id)
        limited.medium_token = desk.vault.seal(SecretStr("limited"))
        limited.medium_user_id = (await desk.medium(SecretStr("limited")).me()).id
    with pytest.raises(TryLater, match="no more posts of this profile today"):
        await under_lease(publish, article.id)
    assert await outside.stories() == []


async def test_what_medium_refused_for_longer_than_the_grace_is_asked_about(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    article = await a_sealed_article(desk)
    await outside.suffer("medium", "post", "status", status=429)
    with pytest.raises(TryLater):
        await under_lease(publish, article.id)
    clock.advance(hours=2, minutes=1)
    await under_lease(publish, article.id)
    found = await reread(desk, article)
    assert (found.stage, found.reason) == (Stage.FINAL_REVIEW, "its time was missed")
    assert await outside.stories() == []


async def test_who_reads_that_it_is_out_reads_how_late(
    desk: Services, outside: Outside, under_lease: Take, clock: Clock
) -> None:
    await outside.post("writer/text", chat=1001, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    late = await a_sealed_article(desk, account)
    other = PLAIN.model_copy(update={"body": "Written with AI, and about something else altogether: the sea."})
    on_time = await a_sealed_article(desk, account, other)
    clock.advance(minutes=40)
    await change(desk, on_time, publish_at=clock())
    for article in (late, on_time):
        await under_lease(publish, article.id)
        await under_lease(tell_the_end, article.id)
    said = [each["text"] for each in (await outside.messages())[-2:]]
    assert said[0].startswith("🎉 “On keeping a notebook” is out, 40 minutes after its time: http://")
    assert said[1].startswith("🎉 “On keeping a notebook” is out: http://")
