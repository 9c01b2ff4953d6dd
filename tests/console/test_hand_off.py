"""The pages of a hand-off: to copy from and to import, for whoever has the signed address, until the story is out."""

from dataclasses import replace

import httpx
import pytest

from console.hand_off import headers_of
from integrations.hand_off_pages import NOWHERE, Page, Pages, pages_of, path_of, read
from integrations.services import Services
from models.domain.article import Stage
from models.domain.draft import Draft
from models.tables import Article
from tests.builders import PICTURED, PLAIN, a_text, an_account, an_article, an_image, change, png
from tests.conftest import Clock
from tests.console.conftest import Opened

PUBLIC = "https://desk.example"
STORY = "https://medium.com/@demo/on-keeping-a-notebook-7b2b11c482f9"


def public(desk: Services, url: str = PUBLIC) -> Services:
    return replace(desk, settings=desk.settings.model_copy(update={"console_public_url": url}))


async def handed_off(desk: Services, draft: Draft = PICTURED, **fields: object) -> Article:
    given: dict[str, object] = {"tags": ["Writing", "Habits & <more>"]} | fields
    article = await an_article(desk, await an_account(desk, token=None), Stage.HANDED_OFF, **given)
    await a_text(desk, article, draft)
    if draft is PICTURED:
        await an_image(desk, article, "cover", is_kept=True)
        await an_image(desk, article, "desk", is_kept=True)
    return article


async def test_the_page_to_copy_from_has_each_part_apart_and_only_our_script(
    desk: Services, stranger: httpx.AsyncClient
) -> None:
    article = await handed_off(desk)
    path = path_of(desk.settings, Page.COPY, article.id)
    answer = await stranger.get(path)
    assert answer.status_code == 200
    page = answer.text
    assert '<p id="title" class="copied">On keeping a notebook</p>' in page
    assert '<p id="subtitle" class="copied">What stays when you write it down</p>' in page
    assert '<span id="tag-2" class="copied">Habits &amp; &lt;more&gt;</span>' in page
    assert page.index("<h3>Why</h3>") < page.index(f'<figure><img src="{path}/images/image-1-cover.png" alt="Boats')
    assert "<figcaption>The cover (made with AI)</figcaption></figure>" in page
    assert f'<a href="{path}/images/image-2-desk.png" download="image-2-desk.png">' in page
    assert page.count("<script") == 1
    assert '<script src="/static/hand_off.js" defer></script>' in page
    assert all(tag not in page for tag in ("<form", "<iframe", " style=", " onclick="))
    assert "set-cookie" not in answer.headers
    assert all(answer.headers[name] == value for name, value in headers_of(Page.COPY).items())
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert (await stranger.get("/static/hand_off.js")).status_code == 200


async def test_the_page_to_import_is_plain_and_bears_todays_date_and_whole_addresses(
    desk: Services, opened: Opened, clock: Clock
) -> None:
    article = await handed_off(desk)
    clock.advance(days=1)
    path = path_of(desk.settings, Page.IMPORT, article.id)
    answer = await (await opened(services=public(desk))).get(path)
    page = answer.text
    assert "<title>On keeping a notebook</title>" in page
    assert (
        "<article>\n<h1>On keeping a notebook</h1>\n<h2>What stays when you write it down</h2>\n<p>A notebook" in page
    )
    assert f'<img src="{PUBLIC}{path}/images/image-1-cover.png" alt="Boats in still water">' in page
    assert '<meta property="article:published_time" content="2026-12-02T09:00:00+00:00">' in page
    assert '<time datetime="2026-12-02T09:00:00+00:00">December 2, 2026</time>' in page
    assert f'<link rel="canonical" href="{PUBLIC}{path}">' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert all(word not in page for word in ("<script", '<link rel="stylesheet', "style=", "<form", "/static/"))
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "script" not in answer.headers["content-security-policy"]
    assert (await (await opened()).head(path)).status_code == 200


async def test_a_canonical_address_that_was_approved_stands_on_the_page_to_import(
    desk: Services, stranger: httpx.AsyncClient
) -> None:
    article = await handed_off(desk, options={"canonical_url": "https://ada.example/notebooks?a=1&b=2"})
    page = (await stranger.get(path_of(desk.settings, Page.IMPORT, article.id))).text
    assert '<link rel="canonical" href="https://ada.example/notebooks?a=1&amp;b=2">' in page


@pytest.mark.parametrize("page", Page)
async def test_the_images_are_there_and_no_other_object_is(
    desk: Services, stranger: httpx.AsyncClient, page: Page
) -> None:
    path = path_of(desk.settings, page, (await handed_off(desk)).id)
    image = await stranger.get(f"{path}/images/image-1-cover.png")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
    assert image.content == png(sum(b"cover") % 200 + 1)
    assert image.headers["x-content-type-options"] == "nosniff"
    for name in ("cover", "image-9-cover.png", "%2e%2e", "image-1-cover.svg"):
        assert (await stranger.get(f"{path}/images/{name}")).status_code == 404


@pytest.mark.parametrize("page", Page)
async def test_an_address_that_we_did_not_make_shows_nothing(
    desk: Services, stranger: httpx.AsyncClient, page: Page
) -> None:
    article = await handed_off(desk)
    _, _, token = path_of(desk.settings, page, article.id).rpartition("/")
    number, signature = token.split("-")
    (other,) = [each for each in Page if each is not page]
    forged = [
        f"{int(number) + 1}-{signature}",
        f"{number}-{'0' * 64}",
        f"{number}-{signature}0",
        f"{number}-{signature.upper()}",
        f"{number}-",
        number,
        path_of(desk.settings, other, article.id).rpartition("/")[2],
    ]
    for each in forged:
        for below in ("", "/images/image-1-cover.png"):
            answer = await stranger.get(f"/{page}/{each}{below}")
            assert answer.status_code == 404, each
            assert "notebook" not in answer.text
            assert all(answer.headers[name] == value for name, value in headers_of(page).items())


@pytest.mark.parametrize("page", Page)
async def test_when_the_story_is_out_the_address_leads_to_it(
    desk: Services, stranger: httpx.AsyncClient, page: Page
) -> None:
    article = await handed_off(desk)
    path = path_of(desk.settings, page, article.id)
    await change(desk, article, stage=Stage.PUBLISHED, medium_url=STORY)
    answer = await stranger.get(path)
    assert (answer.status_code, answer.headers["location"]) == (302, STORY)
    assert "notebook" not in answer.text
    assert (await stranger.get(f"{path}/images/image-1-cover.png")).status_code == 404


@pytest.mark.parametrize("page", Page)
@pytest.mark.parametrize("stage", [Stage.DROPPED, Stage.SCHEDULED, Stage.PUBLISHED, Stage.LEFT_AS_DRAFT])
async def test_what_is_not_handed_off_any_more_is_gone(
    desk: Services, stranger: httpx.AsyncClient, page: Page, stage: Stage
) -> None:
    article = await handed_off(desk)
    await change(desk, article, stage=stage)
    answer = await stranger.get(path_of(desk.settings, page, article.id))
    assert answer.status_code == 404
    assert "notebook" not in answer.text
    assert (await stranger.get(path_of(desk.settings, page, article.id + 1))).status_code == 404


async def test_what_a_model_wrote_is_shown_and_never_run(desk: Services, stranger: httpx.AsyncClient) -> None:
    wild = PLAIN.model_copy(
        update={
            "title": "<script>alert(1)</script>",
            "body": "AI. <img src=x onerror=alert(2)> [a](javascript:alert(3)) </textarea><script>b</script>\n",
        }
    )
    article = await handed_off(desk, wild, tags=['"><script>'])
    for page in Page:
        shown = (await stranger.get(path_of(desk.settings, page, article.id))).text
        assert "<script>" not in shown
        assert "<img" not in shown
        assert 'href="javascript:' not in shown
        assert shown.count("</textarea>") == (1 if page is Page.COPY else 0)


async def test_whoever_is_logged_in_finds_the_page_without_any_public_address(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article = await handed_off(desk)
    path = path_of(desk.settings, Page.COPY, article.id)
    assert f'<a class="button" href="{path}">' in (await console.get(f"/articles/{article.id}")).text
    await change(desk, article, stage=Stage.LEFT_AS_DRAFT)
    assert "/hand-off/" not in (await console.get(f"/articles/{article.id}")).text


def test_only_what_somebody_could_open_has_an_address(desk: Services) -> None:
    assert pages_of(desk.settings, 7) == NOWHERE
    at_home = public(desk, "http://192.168.1.5:8400").settings
    assert pages_of(at_home, 7) == Pages(f"http://192.168.1.5:8400{path_of(at_home, Page.COPY, 7)}")
    on_the_web = public(desk).settings
    assert pages_of(on_the_web, 7).imported == f"{PUBLIC}{path_of(on_the_web, Page.IMPORT, 7)}"
    assert read(on_the_web, Page.IMPORT, pages_of(on_the_web, 7).imported.rpartition("/")[2]) == 7
