"""What the writer gets at the time, when they have to publish it themselves: all of it, once, and with no address."""

from collections.abc import Awaitable, Callable
from typing import Any

from integrations.resuming import resume_article
from integrations.services import Services
from models.domain.article import Stage
from models.tables import Article
from tasks.handing_off import REFUSED
from tasks.publishing import publish
from tasks.telling import tell_the_end
from tests.builders import ADA, PICTURED, a_person, a_sealed_article, an_account, change, png, reread
from tests.conftest import Outside
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
