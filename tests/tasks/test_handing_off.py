"""What the writer gets at the time, when they have to publish it themselves: all of it, once, and with no address."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from integrations.hand_off_pages import pages_of
from integrations.resuming import resume_article
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.review import ReviewKind
from models.tables import Article
from tasks.handing_off import REFUSED
from tasks.publishing import publish
from tasks.reviewing import show_final
from tasks.telling import tell_the_end
from tests.builders import ADA, PICTURED, a_person, a_sealed_article, an_account, at_review, change, png, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.recorded_prefect import RecordedPrefect

Take = Callable[..., Awaitable[None]]
NAMES = ["article-1.md", "article-1.html", "image-1-cover.png", "image-2-desk.png"]


async def handed_off(desk: Services, outside: Outside, under_lease: Take, **account: Any) -> Article:
    await outside.post("writer/text", chat=ADA, text="hello")
    mine = await an_account(desk, token=None, **account)
    await a_person(desk, mine)
    article = await a_sealed_article(desk, mine, PICTURED)
    await under_lease(publish, article.id)
    return article


async def sent(outside: Outside) -> list[dict[str, Any]]:
    return [each for each in await outside.messages() if each["from"] == "bot"]


async def file_named(outside: Outside, name: str) -> bytes:
    files = [each["document"] for each in await sent(outside) if each["document"]]
    [found] = [each for each in files if each["file_name"] == name]
    answer = await outside.http.get(f"{outside.root}/_sim/writer/files/{found['file_id']}")
    return answer.raise_for_status().content


async def test_the_writer_gets_the_text_the_images_and_the_way_each_once(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await handed_off(desk, outside, under_lease)
    for _ in range(2):
        await under_lease(tell_the_end, article.id)
    *files, card = await sent(outside)
    assert [each["document"]["file_name"] for each in files] == NAMES
    assert files[2]["caption"] == (
        "Stands under “How”, the cover.\nAlt text: Boats in still water\nCaption: The cover (made with AI)"
    )
    assert "I cannot publish this myself: the account has no token" in card["text"]
    assert "Title: On keeping a notebook\nSubtitle: What stays when you write it down" in card["text"]
    assert "Tag 1: Writing\nTag 2: Habits" in card["text"]
    assert "public, all rights reserved, followers are not notified" in card["text"]
    assert "reply to this with the story's link" in card["text"]
    assert [[each["text"] for each in row] for row in card["buttons"]] == [["🗑 Give it up"]]
    assert (await reread(desk, article)).told_at is not None


async def test_the_last_card_says_beforehand_who_will_publish(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    mine = await an_account(desk, token=None)
    await a_person(desk, mine)
    article, _ = await at_review(desk, ReviewKind.FINAL, mine)
    await under_lease(show_final, article.id)
    assert "by your hand: the account has no token." in (await sent(outside))[-1]["text"]


async def test_the_files_hold_all_of_it(desk: Services, outside: Outside, under_lease: Take) -> None:
    article = await handed_off(desk, outside, under_lease)
    await under_lease(tell_the_end, article.id)
    markdown, page = (
        (await file_named(outside, "article-1.md")).decode(),
        (await file_named(outside, NAMES[1])).decode(),
    )
    assert markdown.startswith("# On keeping a notebook\n\n*What stays when you write it down*\n\nA notebook")
    assert "![Boats in still water](image-1-cover.png)\n\n*The cover (made with AI)*" in markdown
    assert ":::" not in markdown
    assert "<h3>Why</h3>" in page
    assert page.count('<figure><img src="data:image/jpeg;base64,') == 2
    assert "image:" not in page.replace("data:image", "")
    assert "<script" not in page
    assert await file_named(outside, "image-1-cover.png") == png(sum(b"cover") % 200 + 1)


async def test_who_has_a_token_reads_why_it_was_not_enough(desk: Services, outside: Outside, under_lease: Take) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    mine = await an_account(desk)
    await a_person(desk, mine)
    article = await a_sealed_article(desk, mine)
    await outside.suffer("medium", "post", "status", status=401)
    await under_lease(publish, article.id)
    await under_lease(tell_the_end, article.id)
    *_, card = await sent(outside)
    assert f"I cannot publish this myself: {REFUSED}." in card["text"]


@pytest.mark.parametrize(
    ("root", "buttons"),
    [
        ("https://desk.example", ["📋 Page to copy from", "📥 Page to import", "🗑 Give it up"]),
        ("http://192.168.1.5:8400", ["📋 Page to copy from", "🗑 Give it up"]),
    ],
    ids=["on the web", "at home"],
)
async def test_where_the_console_can_be_opened_the_card_leads_to_its_pages(
    desk: Services, outside: Outside, under_lease: Take, root: str, buttons: list[str]
) -> None:
    reachable = replace(desk, settings=desk.settings.model_copy(update={"console_public_url": root}))
    install(reachable)
    article = await handed_off(reachable, outside, under_lease)
    await under_lease(tell_the_end, article.id)
    *_, card = await sent(outside)
    assert [each["text"] for [each] in card["buttons"]] == buttons
    pages = pages_of(reachable.settings, article.id)
    assert [each["url"] for [each] in card["buttons"][:-1]] == [each for each in (pages.copied, pages.imported) if each]
    assert ("medium.com/p/import and paste" in card["text"]) is bool(pages.imported)
    assert pages.imported in card["text"]
    phone = Phone(reachable, outside)
    for button in ("🗑 Give it up", "↩️ No, back"):
        await phone.tap(card["message_id"], button)
    assert [each["text"] for [each] in (await phone.shown(card["message_id"]))["buttons"]] == buttons


async def test_what_was_given_up_can_be_brought_back_and_is_handed_anew(
    desk: Services, outside: Outside, under_lease: Take, prefect: RecordedPrefect
) -> None:
    article = await handed_off(desk, outside, under_lease)
    await under_lease(tell_the_end, article.id)
    await change(desk, article, stage=Stage.DROPPED, stopped_at_stage=Stage.HANDED_OFF, flow_run_id=prefect.a_run())
    assert "goes on" in await resume_article(desk, article.id)
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF
    desk.clock.advance(hours=1)  # type: ignore[attr-defined]
    await change(desk, article, stage_since=desk.clock())
    await under_lease(tell_the_end, article.id)
    assert [each["document"]["file_name"] for each in (await sent(outside))[5:-1]] == NAMES
    assert "the account has no token" in (await sent(outside))[-1]["text"]
