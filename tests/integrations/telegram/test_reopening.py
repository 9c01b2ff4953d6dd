"""The button that takes an approval back: where it stands, who may tap it, and what a stale one says."""

from typing import Any

import pytest

from integrations.reopening import reopen_article
from integrations.services import Services
from integrations.telegram.approvals import close_approval
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.review import ReviewKind
from models.tables import Article
from tasks.deciding import take_in
from tasks.lease import working_on
from tests.builders import a_person, change, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, Scene, a_scene, account_of, forged_card, mark_shown
from tests.recorded_prefect import RecordedPrefect

REOPEN = "↩️ Reopen"


@pytest.fixture
async def scene(desk: Services, prefect: RecordedPrefect, outside: Outside) -> Scene:
    return await a_scene(desk, prefect, outside, ReviewKind.FINAL)


async def approve(desk: Services, phone: Phone, scene: Scene, *, is_noted: bool = True) -> Article:
    await mark_shown(desk, scene)
    await phone.tap(scene.card, "✅ Approve")
    if is_noted:
        async with working_on(scene.article.id):
            await take_in(scene.article.id)
    return await reread(desk, scene.article)


async def labels(phone: Phone, scene: Scene) -> list[str]:
    return [button["text"] for row in (await phone.shown(scene.card))["buttons"] for button in row]


async def test_an_approval_that_waits_for_its_time_is_taken_back_by_who_may_decide(
    desk: Services, phone: Phone, outside: Outside, scene: Scene
) -> None:
    await outside.post("writer/text", chat=VIEWER, text="hello")
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.VIEWER)
    assert (await approve(desk, phone, scene)).stage is Stage.SCHEDULED
    assert await labels(phone, scene) == [REOPEN]
    forged = await forged_card(desk, VIEWER, f"u:{scene.review.id}")
    refused = await phone.tap(forged, "tap me", chat=VIEWER)
    assert refused["text"] == "You are not paired with this account, so you cannot decide here."
    assert (await reread(desk, scene.article)).stage is Stage.SCHEDULED
    assert (await phone.tap(scene.card, REOPEN))["text"].startswith("Reopened. Nothing goes out")
    article = await reread(desk, scene.article)
    assert (article.stage, article.seal) == (Stage.FINAL_REVIEW, None)
    assert await labels(phone, scene) == []
    assert (await phone.shown(scene.card))["text"].endswith("Approved by Owner\nReopened by Owner")


async def test_a_tap_before_the_approval_is_noted_changes_nothing_and_may_be_tried_again(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    await approve(desk, phone, scene, is_noted=False)
    assert "Tap again in a moment" in (await phone.tap(scene.card, REOPEN))["text"]
    assert await labels(phone, scene) == [REOPEN]


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ({"stage": Stage.PUBLISHED}, "there is no approval that could be taken back"),
        ({"stage": Stage.FINAL_REVIEW}, "It is open again. The newest card counts."),
        ({"seal": "f" * 64}, "It was approved anew since. The newest card counts."),
    ],
)
async def test_a_stale_button_says_so_changes_nothing_and_goes(
    desk: Services, phone: Phone, scene: Scene, meanwhile: dict[str, Any], said: str
) -> None:
    article = await approve(desk, phone, scene)
    await change(desk, article, **meanwhile)
    before = await reread(desk, article)
    assert said in (await phone.tap(scene.card, REOPEN))["text"]
    assert await reread(desk, article) == before
    assert await labels(phone, scene) == []


async def test_reopened_in_the_console_its_card_says_so(desk: Services, phone: Phone, scene: Scene) -> None:
    article = await approve(desk, phone, scene)
    for _ in range(2):
        await reopen_article(desk, article.id, Stage.FINAL_REVIEW, "Bea")
    assert await labels(phone, scene) == []
    assert (await phone.shown(scene.card))["text"].endswith("Reopened by Bea")


async def test_whoever_holds_it_takes_the_button_away_although_its_run_is_asleep(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    article = await approve(desk, phone, scene)
    await phone.write(f"/hold {article.id}")
    assert (await reread(desk, article)).stage is Stage.ON_HOLD
    assert await labels(phone, scene) == []


async def test_the_button_goes_with_the_end_also_where_telegram_is_busy_then(
    desk: Services, phone: Phone, outside: Outside, scene: Scene
) -> None:
    article = await approve(desk, phone, scene)
    await outside.suffer("telegram", "editMessageReplyMarkup", "status", status=429, retry_after=1, count=1)
    await close_approval(desk, article.id)
    assert await labels(phone, scene) == [REOPEN]
    await close_approval(desk, article.id)
    assert await labels(phone, scene) == []


async def test_what_goes_out_at_once_has_nothing_to_take_back(desk: Services, phone: Phone, scene: Scene) -> None:
    await mark_shown(desk, scene)
    await phone.tap(scene.card, "🚀 Publish now")
    await phone.tap(scene.card, "🚀 Yes, publish now")
    assert await labels(phone, scene) == []
