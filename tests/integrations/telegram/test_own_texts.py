"""“Use this”: a file or a message in reply to a draft is the writer's own text, and a decision."""

import base64
from typing import Any

import pytest

from integrations.services import Services
from models.domain.review import ReviewKind, Verdict
from tests.builders import ADA
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import Scene, a_scene, decision_on
from tests.recorded_prefect import RecordedPrefect


async def send_file(phone: Phone, outside: Outside, name: str, data: bytes, **how: Any) -> None:
    content = base64.b64encode(data).decode()
    await outside.post("writer/document", chat=ADA, content=content, file_name=name, mime_type="text/plain", **how)
    await phone.deliver()


async def test_a_file_in_reply_to_the_draft_is_the_text(
    desk: Services, phone: Phone, scene: Scene, outside: Outside, prefect: RecordedPrefect
) -> None:
    await send_file(phone, outside, "mine.md", b"# Mine\n\nMy own words.\n", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.REPLACE, "# Mine\n\nMy own words.\n")
    assert (await phone.said())[-1].startswith("Got it: your text, word for word. It is locked")
    assert prefect.resumed == [scene.article.flow_run_id]
    assert "Own text handed in by Owner" in (await phone.shown(scene.card))["text"]


async def test_words_that_say_so_are_the_text(desk: Services, phone: Phone, scene: Scene) -> None:
    await phone.write("Use this:\nShort and mine.", reply_to=scene.card)
    decision = await decision_on(desk, scene.review)
    assert decision is not None
    assert (decision.verdict, decision.note) == (Verdict.REPLACE, "Short and mine.")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("mine.pdf", b"%PDF", "Send it as a .md or .txt file in UTF-8."),
        ("mine.txt", "Grüße".encode("latin-1"), "is not in UTF-8"),
        ("mine.md", b"  \n", "There is no text in it."),
        ("mine.md", b"x" * 600_000, "The file has 585 KB; a text may have 512."),
    ],
)
async def test_a_file_that_cannot_be_the_text_is_refused_and_the_review_stays_open(
    desk: Services, phone: Phone, scene: Scene, outside: Outside, name: str, data: bytes, reason: str
) -> None:
    await send_file(phone, outside, name, data, reply_to=scene.card)
    assert reason in (await phone.said())[-1]
    assert await decision_on(desk, scene.review) is None


async def test_a_second_text_is_told_what_was_decided(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await phone.tap(scene.card, "✅ Approve")
    await send_file(phone, outside, "mine.md", b"Mine.", reply_to=scene.card)
    assert (await phone.said())[-1] == "This was already decided: Approved by Owner."


async def test_a_file_in_reply_to_an_image_is_no_text(
    desk: Services, phone: Phone, outside: Outside, prefect: RecordedPrefect
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.IMAGE)
    await send_file(phone, outside, "mine.md", b"Mine.", reply_to=scene.card)
    assert await decision_on(desk, scene.review) is None
