"""The preview: one revision as Medium will show it, for whoever has its signed address, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from console.app import create_app
from console.previews import HEADERS, sanitised
from integrations.previews import GOOD_FOR, address_of, card_buttons, read
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.draft import Draft
from models.domain.review import ReviewKind
from models.tables import Article
from tasks.lease import working_on
from tasks.reviewing import show_final
from tests.builders import ADA, PICTURED, PLAIN, a_person, a_text, an_account, an_article, an_image, at_review, png
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone

PUBLIC = "https://desk.example"


@pytest.fixture
async def console(desk: Services, outside: Outside) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(desk, Phone(desk, outside).mailbox.receive)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as client:
        yield client


async def previewed(desk: Services, draft: Draft = PLAIN, **fields: object) -> tuple[Article, str]:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW, **fields)
    text = await a_text(desk, article, draft)
    return article, address_of(desk.settings, PUBLIC, text.revision.id, desk.clock()).removeprefix(PUBLIC)


async def test_it_shows_the_article_as_medium_will_with_its_images_and_nothing_to_act_with(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, path = await previewed(desk, PICTURED, tags=["Writing", "Habits"])
    await an_image(desk, article, "cover")
    answer = await console.get(path)
    assert answer.status_code == 200
    assert "<h1>On keeping a notebook</h1>\n<h2>What stays when you write it down</h2>" in answer.text
    assert "<h3>Why</h3>" in answer.text
    assert f'<img src="{path}/images/cover" alt="Boats in still water">' in answer.text
    assert "<figcaption>The cover (made with AI)</figcaption>" in answer.text
    assert "<li>Writing</li><li>Habits</li>" in answer.text
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert "set-cookie" not in answer.headers
    assert all(tag not in answer.text for tag in ("<script", "<form", "<button", "<iframe", " style="))
    made = await console.get(f"{path}/images/cover")
    assert (made.status_code, made.headers["content-type"]) == (200, "image/png")
    assert made.content == png(sum(b"cover") % 200 + 1)
    to_come = await console.get(f"{path}/images/desk")
    assert "still to be made" in to_come.text
    assert to_come.headers["content-security-policy"].startswith("default-src 'none'")


async def test_an_address_that_we_did_not_make_shows_nothing(desk: Services, console: httpx.AsyncClient) -> None:
    _, path = await previewed(desk)
    token = path.rpartition("/")[2]
    revision, until, signature = token.split("-")
    forged = [
        f"{int(revision) + 1}-{until}-{signature}",
        f"{revision}-{int(until) + 1}-{signature}",
        f"{revision}-{until}-{'0' * 64}",
        f"{revision}-{until}-",
        f"{revision}-{until}-{signature}0",
        "1",
        "%2e%2e",
    ]
    for each in forged:
        for below in ("", "/images/cover"):
            answer = await console.get(f"/preview/{each}{below}")
            assert answer.status_code == 404, each
            assert "notebook" not in answer.text
            assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert (await console.get(f"{path}/images/elsewhere")).status_code == 404


async def test_its_time_comes_to_an_end(desk: Services, console: httpx.AsyncClient, clock: Clock) -> None:
    _, path = await previewed(desk)
    clock.advance(seconds=GOOD_FOR.total_seconds() - 1)
    assert (await console.get(path)).status_code == 200
    clock.advance(seconds=1)
    assert (await console.get(path)).status_code == 404


async def test_it_shows_the_revision_that_it_was_made_for(desk: Services, console: httpx.AsyncClient) -> None:
    article, path = await previewed(desk)
    await a_text(desk, article, PLAIN.model_copy(update={"title": "Another title"}))
    assert "On keeping a notebook" in (await console.get(path)).text


async def test_what_a_model_wrote_is_shown_and_never_run(desk: Services, console: httpx.AsyncClient) -> None:
    wild = PLAIN.model_copy(
        update={
            "title": "<script>alert(1)</script>",
            "body": "AI helped. <img src=x onerror=alert(2)>\n\n[link](javascript:alert(3)) [fine](https://e.org)\n",
        }
    )
    _, path = await previewed(desk, wild)
    page = (await console.get(path)).text
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript:' not in page
    assert '<a href="https://e.org" rel="noopener noreferrer nofollow">fine</a>' in page


def test_the_sanitiser_takes_away_whatever_rendering_would_let_through() -> None:
    wild = '<p onclick="x()">a<script>b</script><a href="javascript:c">d</a><iframe></iframe></p><style>f</style>'
    assert sanitised(wild) == '<p>a<a rel="noopener noreferrer nofollow">d</a></p>'


async def test_a_text_that_cannot_be_rendered_yet_says_why(desk: Services, console: httpx.AsyncClient) -> None:
    _, path = await previewed(desk, PLAIN.model_copy(update={"body": "AI.\n\n:::image cover\nprompt: x\n"}))
    assert "cannot be shown as on Medium yet" in (await console.get(path)).text


async def test_only_with_a_public_address_the_cards_have_the_button(desk: Services) -> None:
    _, [review] = await at_review(desk, ReviewKind.DRAFT)
    assert [b.url for row in card_buttons(desk.settings, review, desk.clock()) for b in row if b.url] == []
    public = replace(desk, settings=desk.settings.model_copy(update={"console_public_url": PUBLIC}))
    [(button,)] = [row for row in card_buttons(public.settings, review, desk.clock()) if row[0].url]
    assert (button.text, button.data) == ("👁 Preview", "")
    found = read(desk.settings, button.url.rpartition("/")[2], desk.clock())
    assert found is not None
    assert found.revision_id == review.revision_id


async def test_the_phone_shows_the_button_and_keeps_it_when_dropping_was_thought_better_of(
    desk: Services, outside: Outside
) -> None:
    public = replace(desk, settings=desk.settings.model_copy(update={"console_public_url": PUBLIC}))
    install(public)
    account = await an_account(public)
    await outside.post("writer/text", chat=ADA, text="hello")
    await a_person(public, account)
    article, _ = await at_review(public, ReviewKind.FINAL, account)
    async with working_on(article.id):
        await show_final.fn(article.id)
    card, phone = (await outside.messages())[-1], Phone(public, outside)
    for button in ("🗑 Drop", "↩️ No, back"):
        await phone.tap(card["message_id"], button)
    [*_, [preview]] = (await phone.shown(card["message_id"]))["buttons"]
    assert (preview["text"], preview["data"]) == ("👁 Preview", None)
    assert preview["url"].startswith(f"{PUBLIC}/preview/")
