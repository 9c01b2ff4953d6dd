"""An import on the console: everything is shown before it is done, all of it or nothing, and it is one's own."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest

from deployments.export_desk import export_account
from integrations.carrying.handed_in import LARGEST
from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.domain.uploading import UploadState
from models.store import articles, texts, uploads
from models.tables import Article, Upload
from tasks.clearing import clear_uploads
from tests.builders import a_text, an_account, an_article, png
from tests.conftest import Clock
from tests.console.conftest import Opened, a_visitor
from tests.console.test_in_a_browser import Looks

TABLE = b"topic,time\nBees,2027-01-31 09:00\nAnts,soonish\nWasps,\n"
STORY = '<html><head><title>{0}</title></head><body><section data-field="body"><p>We wrote {0}.</p></section></body>'


def zipped(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


async def handed_in(browser: httpx.AsyncClient, *files: tuple[str, bytes], account: str = "") -> httpx.Response:
    sent = [("files", (name, data, "application/octet-stream")) for name, data in files]
    return await browser.post("/import", data={"account": account}, files=sent)


async def shown(browser: httpx.AsyncClient, *files: tuple[str, bytes]) -> tuple[str, str]:
    """The address of what was handed in, and its page."""
    answer = await handed_in(browser, *files)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"], (await browser.get(answer.headers["location"])).text


async def every(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return sorted(await articles.articles(session), key=lambda each: each.id)


async def test_each_bad_line_is_named_and_nothing_is_imported_while_there_is_one(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_account(desk, "mine")
    place, page = await shown(console, ("topics.csv", TABLE))
    assert "1 piece cannot be imported" in page
    assert re.findall(r'<td data-name="Where">([^<]*)</td>', page) == ["line 3", "line 2", "line 4"]
    assert "“soonish” is not a time I can read" in page
    assert "Import all of it" not in page
    await console.post(place)
    assert await every(desk) == []


async def test_what_was_agreed_to_is_imported_once_and_then_kept_no_longer(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk, "mine", zone="Europe/Berlin")
    place, page = await shown(console, ("topics.csv", TABLE.replace(b"soonish", b"2027-02-01 10am")))
    assert "3 articles would be made." in page
    assert "Mon 1 Feb 2027, 10:00 (Europe/Berlin)" in page
    for _ in range(2):
        assert (await console.post(place)).headers["location"] == place
    assert "3 articles were made." in (await console.get(place)).text
    assert {each.account_id for each in await every(desk)} == {account.id}
    async with desk.database.session() as session:
        assert await uploads.held_bytes(session) == 0
    _, again = await shown(console, ("topics.csv", TABLE.replace(b"soonish", b"2027-02-01 10am")))
    assert "All of it is here already" in again
    assert len(await every(desk)) == 3


async def test_texts_come_with_the_pictures_that_lie_beside_them(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    text = b"# On bees\n\nWe kept them.\n\n![The roof](images/roof.png)\n\nThey stayed.\n"
    place, page = await shown(console, ("posts/a.md", text), ("posts/images/roof.png", png(3)))
    assert "a text to review" in page
    await console.post(place)
    [article] = await every(desk)
    async with desk.database.session() as session:
        assert "own-1" in await articles.newest_images(session, article.id)
        assert (await texts.require_current(session, article)).draft.title == "On bees"


async def test_a_zip_of_files_is_opened_and_what_is_no_text_is_left_in_it(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_account(desk)
    packed = zipped(**{"a/one.md": "# One\n\nText.", "a/run.sh": "rm", "__MACOSX/a/._one.md": "x", "t.txt": "Two\n"})
    _, page = await shown(console, ("all.zip", packed))
    assert "2 articles would be made." in page
    assert "t.txt, line 1" in page


async def test_the_archive_of_medium_is_listed_and_only_what_is_picked_comes_in_as_a_draft(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_account(desk)
    stories = {"posts/2025-01-01_A-1.html": STORY.format("Letters"), "posts/draft_B-2.html": STORY.format("Stamps")}
    place, page = await shown(console, ("medium-export.zip", zipped(**stories)))
    assert re.findall(r'<label for="story-\d+">(\w+)', page) == ["Stamps", "Letters"]
    refused = await console.post(f"{place}/picks", data={})
    assert refused.headers["location"] == place
    await console.post(f"{place}/picks", data={"story": "2"})
    assert "goes there as a draft" in (await console.get(place)).text
    await console.post(place)
    [article] = await every(desk)
    assert (article.topic, article.options["status"]) == ("Letters", "draft")


async def test_the_feed_is_listed_as_it_was_when_it_was_looked_at(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk)
    answer = await console.post("/import/feed", data={"account": account.id})
    assert answer.status_code == 303
    page = (await console.get(answer.headers["location"])).text
    assert "There is no story in it." in page or "Which of these stories?" in page


async def test_an_export_says_what_it_brings_and_is_for_whoever_runs_the_desk(
    desk: Services, console: httpx.AsyncClient, opened: Opened
) -> None:
    account = await an_account(desk, "mine")
    await a_text(desk, await an_article(desk, account, Stage.DRAFT_REVIEW))
    path = desk.settings.copydesk_home / "mine.zip"
    await export_account(desk, "mine", path)
    _, page = await shown(console, ("mine.zip", path.read_bytes()))
    assert "An export of the account mine with 1 article." in page
    editor = await opened(await a_visitor(desk, "ed", account=account, role=Role.OWNER))
    _, page = await shown(editor, ("mine.zip", path.read_bytes()))
    assert "Only whoever runs this desk may bring one in" in page


async def test_many_lines_may_name_times_and_nothing_typed_is_lost_while_they_are_mended(
    desk: Services, console: httpx.AsyncClient
) -> None:
    account = await an_account(desk)
    lines = "- Bees | 2027-01-31 09:00\n- Ants | whenever\n\nWasps\n"
    answer = await console.post("/articles/new/many", data={"lines": lines, "account": account.id})
    place = answer.headers["location"]
    assert "“whenever” is not a time I can read" in (await console.get(place)).text
    form = (await console.get("/articles/new/many", params={"upload": place.rpartition("/")[2]})).text
    assert lines in form
    mended = {"lines": lines.replace("whenever", "2027-02-01 9am"), "account": account.id}
    place = (await console.post("/articles/new/many", data=mended)).headers["location"]
    await console.post(place)
    assert {each.topic for each in await every(desk)} == {"Bees", "Ants", "Wasps"}


async def test_lines_for_no_account_are_asked_about_and_kept_in_the_form(
    desk: Services, console: httpx.AsyncClient
) -> None:
    await an_account(desk)
    await an_account(desk, "other", token=None)
    answer = await console.post("/articles/new/many", data={"lines": "Bees & <ants>"})
    assert (answer.status_code, "Bees &amp; &lt;ants&gt;" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("topics.csv", b"name\nBees\n", "one of them is topic"),
        ("topics.csv", b'topic\n"Bees\n', "every quotation mark closed"),
        ("topics.csv", b"\xff\xfe\x00", "topics.csv"),
        ("topics.txt", b"", "no topic in it"),
        ("run.exe", b"MZ", "cannot be imported by its name"),
        ("a.md", b"---\nx: [1\n---\n", "front matter cannot be read"),
        ("a.zip", b"PK\x03\x04 broken", "cannot be read as an archive"),
        ("a.zip", zipped(**{"../../evil.md": "x"}), "leads out of it"),
        ("a.zip", zipped(**{"bomb.md": b"0" * 250_000_000}), "unpacks to far more"),
        ("a.zip", zipped(**{"a.png": png(1)}), "cannot be imported by its name"),
        ("copydesk.zip", zipped(**{"copydesk.json": "{}"}), "copydesk.json is damaged"),
        (".feed", b"{}", "cannot be imported by its name"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_a_sentence(
    desk: Services, console: httpx.AsyncClient, name: str, data: bytes, said: str
) -> None:
    await an_account(desk)
    place, page = await shown(console, (name, data))
    assert said in page
    assert "Import all of it" not in page
    await console.post(place)
    assert await every(desk) == []


async def test_names_lead_nowhere_and_two_of_the_same_name_are_said(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    _, page = await shown(console, ("../../../etc/a.md", b"# A\n\nText."), ("..\\b.md", b"# B\n\nText."))
    assert "2 articles would be made." in page
    _, page = await shown(console, ("a.md", b"# A\n\nText."), ("./a.md", b"# B\n\nText."))
    assert "Two files are called a.md" in page


async def test_what_is_too_large_is_said_before_it_is_kept(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    answer = await handed_in(console, ("a.md", b"0" * (LARGEST + 2 * 2**20)))
    assert (answer.status_code, "50 MB are taken at most" in answer.text) == (413, True)
    async with desk.database.session() as session:
        assert await uploads.held_bytes(session) == 0
    assert (await handed_in(console)).status_code == 422


async def test_nobody_else_sees_it_and_only_accounts_that_one_decides_about_are_named_or_filled(
    desk: Services, opened: Opened
) -> None:
    mine, theirs = await an_account(desk, "mine"), await an_account(desk, "hidden", token=None)
    editor = await opened(await a_visitor(desk, "ed", account=mine, role=Role.EDITOR))
    other = await opened(await a_visitor(desk, "bo", account=mine, role=Role.OWNER))
    place, page = await shown(editor, ("t.csv", b"topic,account\nBees,hidden\n"))
    assert "There is no account called" in page
    assert "There is: mine." in page
    for path in (place, f"/articles/new/many?upload={place.rpartition('/')[2]}"):
        assert (await other.get(path)).status_code == 404
    for path in (place, f"{place}/picks", f"{place}/again", f"{place}/drop"):
        assert (await other.post(path, data={"story": "1"})).status_code == 404
    assert (await handed_in(editor, ("t.txt", b"x"), account=str(theirs.id))).status_code == 404
    viewer = await opened(await a_visitor(desk, "vi", account=mine, role=Role.VIEWER))
    assert (await handed_in(viewer, ("t.txt", b"x"))).status_code == 403
    assert (await viewer.get("/import")).status_code == 403


async def test_after_a_day_it_is_gone(desk: Services, console: httpx.AsyncClient, clock: Clock) -> None:
    await an_account(desk)
    place, _ = await shown(console, ("t.txt", b"Bees\n"))
    assert "t.txt" in (await console.get("/import")).text
    clock.advance(days=1, seconds=1)
    assert await clear_uploads.fn() == 1
    async with desk.database.session() as session:
        assert await uploads.held_bytes(session) == 0
    assert (await console.get(place)).status_code in (303, 404)


async def test_a_page_that_waits_reloads_itself_and_what_was_left_in_the_middle_is_taken_up_again(
    desk: Services, console: httpx.AsyncClient, clock: Clock
) -> None:
    await an_account(desk)
    place, _ = await shown(console, ("t.txt", b"Bees\n"))
    async with desk.database.session() as session:
        upload = await session.get_one(Upload, int(place.rpartition("/")[2]))
        upload.state, upload.done, upload.total, upload.beat_at = UploadState.WORKING, 1, 2, clock()
    page = (await console.get(place)).text
    assert "data-renews" in page
    assert "1 of 2 steps" in page
    await console.post(f"{place}/again")
    assert await every(desk) == []  # somebody is at it
    clock.advance(seconds=20)
    page = (await console.get(place)).text
    assert "This stopped in the middle" in page
    assert "data-renews" not in page
    await console.post(f"{place}/again")
    assert len(await every(desk)) == 1


async def test_what_was_dropped_is_gone(desk: Services, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    place, _ = await shown(console, ("t.txt", b"Bees\n"))
    assert (await console.post(f"{place}/drop")).headers["location"] == "/import"
    assert (await console.get(place)).status_code == 404


async def test_its_pages_are_good_to_look_at(desk: Services, eyes: Looks, console: httpx.AsyncClient) -> None:
    await an_account(desk)
    person = await a_visitor(desk, "eve")
    me = await eyes(person)
    assert await me.complaints("/import", "From Medium") == []
    assert await me.complaints("/articles/new/many", "A topic on each line") == []
    async with me.opened("/articles/new/many", "Topics", scripts=False) as page:
        await page.get_by_label("Topics").fill("Bees\nAnts | soonish")
        await page.get_by_role("button", name="Look at them").click()
        while await page.get_by_role("link", name="Look again").count():
            await page.get_by_role("link", name="Look again").click()
        await page.get_by_text("1 piece cannot be imported").wait_for()
        path = page.url.removeprefix(me.root)
    assert await me.complaints(path, "What would become of it") == []
