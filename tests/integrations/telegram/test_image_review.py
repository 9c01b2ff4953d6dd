"""Images on the phone: kept together, moved, and replaced by a photo of the writer's own."""

import base64
from io import BytesIO

import pytest
from PIL import Image as Pixels
from sqlmodel import col, select

from integrations.services import Services
from integrations.telegram.buttons import Button, Rows, Step, Tap, buttons
from models.domain.article import Stage
from models.domain.effects import ImageBy
from models.domain.moving import place_of
from models.domain.review import ReviewKind, Verdict
from models.domain.slots import slots_of, text_without_slots
from models.store import accounts, articles, reviews, texts
from models.tables import Image, Review
from tasks.deciding import take_in
from tasks.lease import working_on
from tests.builders import ADA, PICTURED, asked, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import Scene, a_scene, card_of, decision_on
from tests.recorded_prefect import RecordedPrefect


@pytest.fixture
async def images(desk: Services, prefect: RecordedPrefect, outside: Outside) -> tuple[Scene, Review]:
    """Cover and desk are both asked about, and the first has its card."""
    scene = await a_scene(desk, prefect, outside, ReviewKind.IMAGE)
    [cover, other] = await asked(desk, scene.article, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        for each in (cover, other):
            (await reviews.review(session, each.id)).shown_at = desk.clock()
    return scene, other


def a_photo() -> bytes:
    exif = Pixels.Exif()
    exif[0x0110] = "A telling camera"
    out = BytesIO()
    Pixels.effect_noise((900, 700), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def send(outside: Outside, phone: Phone, kind: str, data: bytes, reply_to: int, **how: str) -> None:
    content = base64.b64encode(data).decode()
    await outside.post(f"writer/{kind}", chat=ADA, content=content, reply_to=reply_to, **how)
    await phone.deliver(times=2)


async def apply(desk: Services, scene: Scene) -> None:
    async with working_on(scene.article.id):
        await take_in(scene.article.id)


async def body(desk: Services, scene: Scene) -> str:
    async with desk.database.session() as session:
        return (await texts.require_current(session, await articles.article(session, scene.article.id))).body


async def rebutton(desk: Services, scene: Scene, rows: Rows | None = None) -> None:
    """The card as it is where two images wait, or with other buttons."""
    review = scene.review
    async with desk.database.session() as session:
        [chat] = await accounts.chats_at(session, ADA)
    await desk.sender.rebutton(chat, scene.card, rows or buttons(review.kind, review.id, review.subject_hash, among=2))


async def test_keep_all_keeps_every_image_that_is_shown_and_settles_their_cards(
    desk: Services, phone: Phone, images: tuple[Scene, Review], outside: Outside
) -> None:
    scene, other = images
    others_card = await card_of(desk, other)
    await rebutton(desk, scene)
    tapped = await outside.post("writer/tap", chat=ADA, message_id=scene.card, text="✅ Keep all")
    await phone.deliver(times=2)
    assert (await phone.answer_to(tapped["callback_query_id"]))["text"] == "Kept by Owner"
    for review in (scene.review, other):
        decision = await decision_on(desk, review)
        assert decision is not None
        assert decision.verdict is Verdict.APPROVE
    assert "Kept by Owner" in (await phone.shown(others_card))["caption"]
    await apply(desk, scene)
    assert (await reread(desk, scene.article)).stage is Stage.TAGGING


async def test_keep_all_leaves_what_was_decided_otherwise(
    desk: Services, phone: Phone, images: tuple[Scene, Review]
) -> None:
    scene, other = images
    await phone.write("with a lamp", reply_to=scene.card)
    await rebutton(desk, scene)  # a phone that had not heard of the decision
    await phone.tap(scene.card, "✅ Keep all")
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert decision.verdict is Verdict.REDO
    assert await decision_on(desk, other) is None, "who taps on an old card did not see what became of it"


async def test_an_image_that_nobody_was_shown_is_not_kept_with_the_others(
    desk: Services, phone: Phone, images: tuple[Scene, Review]
) -> None:
    scene, other = images
    async with desk.database.session() as session:
        (await reviews.review(session, other.id)).shown_at = None
    await rebutton(desk, scene)
    await phone.tap(scene.card, "✅ Keep all")
    assert await decision_on(desk, scene.review) is not None
    assert await decision_on(desk, other) is None


@pytest.mark.parametrize("verdict", [Verdict.REDO, Verdict.OMIT])
async def test_a_forged_keep_all_is_refused(
    desk: Services, phone: Phone, images: tuple[Scene, Review], verdict: Verdict
) -> None:
    scene, _ = images
    forged = Tap(scene.review.id, verdict, scene.review.subject_hash[:8], Step.KEEP_ALL)
    await rebutton(desk, scene, ((Button("tap me", forged.data()),),))
    answer = await phone.tap(scene.card, "tap me")
    assert answer["text"] == "That is no answer to what is asked here."
    assert await decision_on(desk, scene.review) is None


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_photo_in_reply_takes_the_images_place_and_is_the_writers(
    desk: Services, phone: Phone, images: tuple[Scene, Review], outside: Outside, kind: str
) -> None:
    scene, _ = images
    before = await body(desk, scene)
    how = {"mime_type": "image/jpeg", "file_name": "desk.jpg"} if kind == "document" else {}
    await send(outside, phone, kind, a_photo(), scene.card, caption="My own desk", **how)
    assert (await phone.said())[-1].startswith("Got it: your photo takes its place, with your caption")
    assert "Own photo handed in by Owner" in (await phone.shown(scene.card))["caption"]
    assert "object_key" not in (await phone.shown(scene.card))["caption"]
    await apply(desk, scene)
    async with desk.database.session() as session:
        found = (await session.exec(select(Image).where(Image.slot == "cover").order_by(col(Image.number)))).all()
    assert [(image.by, image.is_kept, image.number) for image in found] == [
        (ImageBy.MODEL, False, 1),
        (ImageBy.PERSON, True, 2),
    ]
    assert found[1].parent_id == found[0].id
    kept = await desk.storage.get(found[1].object_key)
    assert b"telling camera" not in kept
    assert Pixels.open(BytesIO(kept)).size == (found[1].width, found[1].height)
    after = await body(desk, scene)
    [cover, other] = slots_of(after)
    assert (cover.caption, cover.alt) == ("My own desk", "My own desk")
    assert other == slots_of(before)[1]
    assert text_without_slots(after) == text_without_slots(before)


async def test_a_photo_without_words_has_no_caption_of_the_models(
    desk: Services, phone: Phone, images: tuple[Scene, Review], outside: Outside
) -> None:
    scene, _ = images
    await send(outside, phone, "photo", a_photo(), scene.card)
    await apply(desk, scene)
    assert slots_of(await body(desk, scene))[0].caption == ""


async def test_a_file_that_is_no_picture_is_told_so_and_the_question_stays_open(
    desk: Services, phone: Phone, images: tuple[Scene, Review], outside: Outside
) -> None:
    scene, _ = images
    await send(outside, phone, "document", b"<html>", scene.card, mime_type="image/png", file_name="a.png")
    assert (await phone.said())[-1].startswith("I cannot read this as a picture.")
    assert await decision_on(desk, scene.review) is None


async def test_an_image_is_moved_and_asked_about_again_where_it_stands_now(
    desk: Services, phone: Phone, images: tuple[Scene, Review]
) -> None:
    scene, _ = images
    await phone.write("move it under Why", reply_to=scene.card)
    assert (await phone.said())[-1] == "Got it: it will stand under “Why”. The text stays as it is."
    await apply(desk, scene)
    after = await body(desk, scene)
    assert place_of(after, "cover") == "under “Why”"
    assert text_without_slots(after) == text_without_slots(PICTURED.body)
    again = [each for each in await asked(desk, scene.article, ReviewKind.IMAGE) if each.subject == "cover"]
    assert [(each.round, each.shown_at) for each in again] == [(2, None)]
    assert again[0].image_id == scene.review.image_id


async def test_a_place_that_the_text_has_not_is_refused_at_once(
    desk: Services, phone: Phone, images: tuple[Scene, Review]
) -> None:
    scene, _ = images
    await phone.write("move it under Whence", reply_to=scene.card)
    assert "there is no “Whence”" in (await phone.said())[-1]
    assert await decision_on(desk, scene.review) is None
