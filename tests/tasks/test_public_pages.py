"""The page to import under a public S3 address: there before the card is, of today, leading on, never left over."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from console.app import create_app
from integrations.hand_off_pages import INDEX, Page, folder_of, pages_of, path_of
from integrations.handed import handed
from integrations.public_pages import put_page
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.errors import LostLease, NeedsPerson, Refused
from models.store import articles
from models.store.effects import Hold
from models.tables import Article
from tasks.public_pages import keep_pages
from tasks.publishing import publish
from tasks.telling import tell_the_end
from tests.builders import ADA, PICTURED, a_person, a_sealed_article, an_account, change, png, reread
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone

Take = Callable[..., Awaitable[None]]
STORY = "https://medium.com/@demo/on-keeping-a-notebook-7b2b11c482f9"
NAMES = ["image-1-cover.png", "image-2-desk.png", INDEX]


@pytest.fixture
async def public(desk: Services, outside: Outside, root: str) -> Services:
    found = replace(desk, settings=desk.settings.model_copy(update={"s3_public_url": root}))
    install(found)
    await outside.post("writer/text", chat=ADA, text="hello")
    return found


async def handed_off(desk: Services, under_lease: Take) -> Article:
    mine = await an_account(desk, token=None)
    await a_person(desk, mine)
    article = await a_sealed_article(desk, mine, PICTURED)
    await under_lease(publish, article.id)
    await under_lease(tell_the_end, article.id)
    return article


async def objects(desk: Services, article: Article) -> list[str]:
    folder = folder_of(desk.settings, article.id)
    found = desk.storage.client.list_objects(desk.storage.bucket, folder, recursive=True)
    return sorted((each.object_name or "").removeprefix(folder) for each in found)


async def page_of(desk: Services, article: Article) -> str:
    return (await desk.storage.get(folder_of(desk.settings, article.id) + INDEX)).decode()


async def test_the_page_and_its_images_lie_there_and_the_card_names_it(
    public: Services, outside: Outside, under_lease: Take, root: str
) -> None:
    article = await handed_off(public, under_lease)
    address = pages_of(public.settings, article.id).imported
    assert address == f"{root}{path_of(public.settings, Page.IMPORT, article.id)}/{INDEX}"
    card = (await outside.messages())[-1]
    assert address in card["text"]
    assert "⚠️" not in card["text"]
    assert [each["text"] for [each] in card["buttons"]] == ["📥 Page to import", "🗑 Give it up"]
    assert await objects(public, article) == NAMES
    page = await page_of(public, article)
    assert f'<img src="{address.removesuffix(INDEX)}image-1-cover.png" alt="Boats in still water">' in page
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "<script" not in page
    image = f"{folder_of(public.settings, article.id)}image-1-cover.png"
    assert await public.storage.get(image) == png(sum(b"cover") % 200 + 1)


async def test_a_reader_gets_it_as_html(public: Services, outside: Outside, under_lease: Take) -> None:
    article = await handed_off(public, under_lease)
    key = folder_of(public.settings, article.id) + INDEX
    answer = await outside.http.get(await public.storage.presigned(key, timedelta(minutes=1)))
    assert answer.headers["content-type"].startswith("text/html")


async def test_it_is_written_anew_on_another_day_and_not_before(
    public: Services, under_lease: Take, clock: Clock
) -> None:
    article = await handed_off(public, under_lease)
    clock.advance(hours=14)
    assert await keep_pages(public) == 0
    clock.advance(hours=2)
    assert [await keep_pages(public), await keep_pages(public)] == [1, 0]
    assert "December 2, 2026" in await page_of(public, article)


async def test_a_worker_that_lost_the_article_writes_no_page_over_the_one_that_leads_on(
    public: Services, outside: Outside, under_lease: Take
) -> None:
    article = await handed_off(public, under_lease)
    async with public.database.session() as session:
        seen = await handed(session, await articles.article(session, article.id))
    await Phone(public, outside).write(STORY)
    await keep_pages(public)
    stale = Hold(article.id, fence=1, until=public.clock() + timedelta(seconds=9), length=timedelta(seconds=12))
    with pytest.raises(LostLease):
        await put_page(public, seen, stale)
    assert STORY in await page_of(public, article)


async def test_when_the_story_is_out_the_page_leads_to_it_and_the_images_go(
    public: Services, outside: Outside, under_lease: Take
) -> None:
    article = await handed_off(public, under_lease)
    await Phone(public, outside).write(STORY)
    assert (await reread(public, article)).stage is Stage.PUBLISHED
    assert [await keep_pages(public), await keep_pages(public)] == [1, 0]
    assert await objects(public, article) == [INDEX]
    page = await page_of(public, article)
    assert f'<meta http-equiv="refresh" content="0; url={STORY}">' in page
    assert f'<link rel="canonical" href="{STORY}">' in page
    assert "A notebook remembers" not in page


async def test_what_was_given_up_is_taken_away(public: Services, under_lease: Take) -> None:
    article = await handed_off(public, under_lease)
    await change(public, article, stage=Stage.DROPPED)
    assert [await keep_pages(public), await keep_pages(public)] == [1, 0]
    assert await objects(public, article) == []


async def test_where_it_cannot_be_put_the_card_comes_without_it_and_says_why(
    public: Services, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise NeedsPerson("The object store's disk is full.")

    monkeypatch.setattr(type(public.storage), "put_public", full)
    await handed_off(public, under_lease)
    card = (await outside.messages())[-1]
    assert "could not be put under S3_PUBLIC_URL: The object store's disk is full." in card["text"]
    assert [each["text"] for [each] in card["buttons"]] == ["🗑 Give it up"]
    assert "p/import" not in card["text"]


async def test_where_nobody_can_open_it_the_card_says_so(
    public: Services, outside: Outside, under_lease: Take, root: str
) -> None:
    shut = replace(public, settings=public.settings.model_copy(update={"s3_public_url": f"{root}/elsewhere"}))
    install(shut)
    await handed_off(shut, under_lease)
    assert "Nobody can open the page to import yet." in (await outside.messages())[-1]["text"]


async def test_the_page_to_copy_from_shows_the_public_images(
    public: Services, outside: Outside, under_lease: Take, root: str
) -> None:
    article = await handed_off(public, under_lease)
    app = create_app(public, Phone(public, outside).mailbox.receive)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://192.168.1.5:8400") as browser:
        answer = await browser.get(path_of(public.settings, Page.COPY, article.id))
    image = f"{root}/{folder_of(public.settings, article.id)}image-1-cover.png"
    assert f'<figure><img src="{image}"' in answer.text
    assert answer.headers["content-security-policy"].endswith(f"img-src 'self' {root}")


@pytest.mark.parametrize("key", ["images/x.png", "story/", "story/../images/x", "index.html", ""])
async def test_nothing_is_made_public_outside_its_folder(public: Services, key: str) -> None:
    with pytest.raises(Refused, match="does not lie under"):
        await public.storage.put_public(key, b"x", "text/html")
    with pytest.raises(Refused, match="does not lie under"):
        await public.storage.clear_public(key)
