"""A story on Medium, on its page: as it stands there, what is to be corrected, what was sent and what was approved."""

from datetime import timedelta

import httpx

from integrations.services import Services
from models.domain.article import Stage
from models.domain.live_look import LiveState
from models.domain.people import Role
from models.store import accounts, attempts, corrections, texts
from models.tables import Account, Article, LiveLook
from tasks.lease import working_on
from tasks.publishing import publish
from tests.builders import ADA, PICTURED, a_person, a_sealed_article, an_account, an_article, reread
from tests.conftest import Outside
from tests.console.conftest import Opened, a_visitor
from tests.statements import statements

WORSE = "writes more and worse"


async def out(desk: Services) -> Article:
    account = await an_account(desk)
    article = await a_sealed_article(desk, account, PICTURED)
    async with working_on(article.id):
        await publish.fn(article.id)
    return await reread(desk, article)


async def the_account(desk: Services, article: Article) -> Account:
    async with desk.database.session() as session:
        return await accounts.account(session, article.account_id)


async def page(browser: httpx.AsyncClient, article: Article) -> str:
    answer = await browser.get(f"/articles/{article.id}/medium")
    assert answer.status_code == 200
    return answer.text


async def looked(desk: Services, article: Article, state: LiveState, *differences: str) -> None:
    now = desk.clock()
    async with desk.database.session() as session:
        session.add(
            LiveLook(
                article_id=article.id,
                state=state,
                since=now,
                next_at=now + timedelta(minutes=10),
                looked_at=now,
                differences=list(differences),
            )
        )


def form_of(article: Article, **other: str) -> dict[str, str]:
    body = PICTURED.body.replace("writes less and better", WORSE)
    return {"revision_id": str(article.revision_id), "title": PICTURED.title, "subtitle": PICTURED.subtitle} | {
        "body": body.replace("\n", "\r\n"),
        **other,
    }


async def test_what_was_sent_stands_beside_what_was_approved(
    desk: Services, outside: Outside, console: httpx.AsyncClient
) -> None:
    article = await out(desk)
    shown = await page(console, article)
    assert "What is called approved is what the approval sealed." in shown
    assert "the sent text is the sealed one, byte for byte" in shown
    assert "things differ" not in shown
    [story] = await outside.stories()
    assert all(image["src"] in shown for image in story["images"])
    assert ">On Medium</a>" in (await console.get(f"/articles/{article.id}")).text


async def test_what_differs_is_shown_first_and_apart(desk: Services, console: httpx.AsyncClient) -> None:
    article = await out(desk)
    async with desk.database.session() as session:
        attempt = await attempts.last_attempt(session, article.id)
        assert attempt is not None
        attempt.sent = attempt.sent | {"body": attempt.sent["body"].replace("all-rights-reserved", "public-domain")}
    shown = await page(console, article)
    assert "One thing differs" in shown
    assert shown.index("One thing differs") < shown.index("public-domain") < shown.index("things are the same")


async def test_nothing_that_was_not_sent_is_compared(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    assert f"Nothing of article {article.id} was sent to Medium." in await page(console, article)
    assert ">On Medium</a>" not in (await console.get(f"/articles/{article.id}")).text


async def test_the_live_look_says_how_the_story_stands_there(desk: Services, console: httpx.AsyncClient) -> None:
    article = await out(desk)
    assert "It was not looked at" in await page(console, article)
    await looked(desk, article, LiveState.DIFFERS, "The title is “<b>Other</b>”, and not “Mine”.")
    shown = await page(console, article)
    assert "It is not what you approved. Looked at Tue 1 Dec 2026, 09:00" in shown
    assert "The title is “&lt;b&gt;Other&lt;/b&gt;”" in shown


async def test_a_correction_is_listed_with_its_words_marked_and_done_once(
    desk: Services, outside: Outside, console: httpx.AsyncClient
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    article = await out(desk)
    await a_person(desk, await the_account(desk, article))
    answer = await console.post(f"/articles/{article.id}/correct", data=form_of(article))
    assert answer.headers["location"] == f"/articles/{article.id}/medium"
    shown = await page(console, article)
    assert "One change to make on Medium" in shown
    assert "<del>less</del>" in shown
    assert "<ins>worse</ins>" in shown
    async with desk.database.session() as session:
        [correction] = await corrections.of_article(session, article.id, 5)
    for _ in range(2):
        answer = await console.post(f"/articles/{article.id}/corrected", data={"correction_id": correction.id})
        assert answer.status_code == 303
    shown = await page(console, article)
    assert "One change to make" not in shown
    assert "Done Tue 1 Dec 2026, 09:00" in shown
    assert "a feed keeps the old text for a while" in shown
    async with desk.database.session() as session:
        assert WORSE in (await texts.require_current(session, await reread(desk, article))).body
    said = [each["text"] for each in await outside.messages()]
    assert len([each for each in said if "A correction of" in each]) == 1
    assert len([each for each in said if "is corrected" in each]) == 1


async def test_what_cannot_be_a_correction_is_shown_again_as_it_was_typed(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article = await out(desk)
    for other, said in (
        ({"title": "T" * 101}, "This title cannot go out"),
        ({"body": PICTURED.body}, "there is nothing to correct"),
        ({"revision_id": "999"}, "The text changed while you were writing"),
    ):
        answer = await console.post(f"/articles/{article.id}/correct", data=form_of(article, **other))
        assert answer.status_code == 409
        assert said in answer.text
        assert f'name="title" value="{other.get("title", PICTURED.title)}"' in answer.text
        assert '<details class="more" open>' in answer.text


async def test_corrections_are_for_those_who_decide_and_of_their_own_article(desk: Services, opened: Opened) -> None:
    article = await out(desk)
    other = await an_article(desk, await an_account(desk, "other"), Stage.PUBLISHED)
    keeper = await opened(await a_visitor(desk))
    await keeper.post(f"/articles/{article.id}/correct", data=form_of(article))
    async with desk.database.session() as session:
        [correction] = await corrections.of_article(session, article.id, 5)
    wrong = await keeper.post(f"/articles/{other.id}/corrected", data={"correction_id": correction.id})
    assert wrong.status_code == 404
    account = await the_account(desk, article)
    viewer = await opened(await a_visitor(desk, "vera", account=account, role=Role.VIEWER))
    shown = await page(viewer, article)
    assert "One change to make on Medium" in shown
    assert "Done on Medium</button>" not in shown
    assert "List the changes" not in shown
    for path, data in (("correct", form_of(article)), ("corrected", {"correction_id": str(correction.id)})):
        assert (await viewer.post(f"/articles/{article.id}/{path}", data=data)).status_code == 403


async def test_the_page_asks_as_much_of_the_database_however_often_it_was_corrected(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, counts = await out(desk), list[int]()
    for number in range(3):
        current = await reread(desk, article)
        await console.post(f"/articles/{article.id}/correct", data=form_of(current, title=f"Title {number}"))
        with statements(desk) as heard:
            await page(console, article)
        counts.append(len(heard))
        async with desk.database.session() as session:
            [newest, *_] = await corrections.of_article(session, article.id, 5)
        await console.post(f"/articles/{article.id}/corrected", data={"correction_id": newest.id})
    assert max(counts) - min(counts) <= 1
    assert max(counts) <= 20
