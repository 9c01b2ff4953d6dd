"""The text is edited by hand: a version of the writer's own, what they touched is locked, and nothing typed is lost."""

import httpx

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.store import articles, texts
from models.store.texts import Text
from models.tables import Article, Review
from tests.builders import PLAIN, a_text, asked, at_review, decided, reread
from tests.console.conftest import taken_in
from tests.integrations.telegram.scene import decision_on

CHANGED = PLAIN.body.replace("thinks twice writes less and better", "thinks twice is read twice")


def form(article: Article, review: Review, body: str = CHANGED, title: str = PLAIN.title) -> dict[str, str]:
    return {
        "review_id": str(review.id),
        "subject_hash": review.subject_hash,
        "revision_id": str(article.revision_id),
        "title": title,
        "subtitle": PLAIN.subtitle,
        "body": body.replace("\n", "\r\n"),  # as browsers send it
    }


async def sent(
    browser: httpx.AsyncClient, article: Article, data: dict[str, str], action: str = "text"
) -> httpx.Response:
    return await browser.post(f"/articles/{article.id}/{action}", data=data, follow_redirects=True)


async def text_of(desk: Services, article: Article) -> Text:
    async with desk.database.session() as session:
        return await texts.require_current(session, await articles.article(session, article.id))


async def test_what_was_touched_is_locked_and_all_else_is_as_it_was(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    before = await text_of(desk, article)
    answer = await sent(console, article, form(article, review))
    assert (answer.status_code, "Edited by hand by Ada." in answer.text) == (200, True)
    await taken_in(article)
    after = await text_of(desk, article)
    assert after.body == CHANGED
    assert [block.text.strip()[:7] for block in after.blocks if block.is_locked] == ["Because"]
    assert [block.block_id for block in after.blocks] == [block.block_id for block in before.blocks]
    assert not after.revision.is_head_locked
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW
    [again] = await asked(desk, article, ReviewKind.DRAFT)
    assert again.subject_hash == after.approved_hash


async def test_a_new_title_is_the_writers_too(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await sent(console, article, form(article, review, PLAIN.body, "Paper and pen"))
    await taken_in(article)
    after = await text_of(desk, article)
    assert (after.draft.title, after.revision.is_head_locked) == ("Paper and pen", True)
    assert not any(block.is_locked for block in after.blocks)


async def test_nothing_typed_is_lost_where_somebody_decided_meanwhile(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.REWRITE)
    answer = await sent(console, article, form(article, review))
    assert answer.status_code == 409
    assert "To be rewritten by console" in answer.text
    assert "thinks twice is read twice" in answer.text
    made = await decision_on(desk, review)
    assert made is not None
    assert made.verdict is Verdict.REWRITE


async def test_where_there_is_a_newer_version_both_are_shown_and_a_second_look_decides(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    old = form(article, review)
    await a_text(desk, article, PLAIN.model_copy(update={"body": PLAIN.body.replace("a pen", "a pencil")}))
    answer = await sent(console, article, old)
    assert answer.status_code == 409
    assert "there is version 2 by now" in answer.text
    assert "<del>pencil</del>" in answer.text
    assert "thinks twice is read twice" in answer.text
    assert await decision_on(desk, review) is None
    newest = await reread(desk, article)
    assert f'name="revision_id" value="{newest.revision_id}"' in answer.text
    assert (await sent(console, article, form(newest, review))).status_code == 200
    assert await decision_on(desk, review) is not None


async def test_an_edit_that_changes_nothing_is_none(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    for body, why in ((PLAIN.body, "Nothing in the form was different"), (" ", "There is no text in it")):
        answer = await sent(console, article, form(article, review, body))
        assert (answer.status_code, why in answer.text) == (409, True)
    assert await decision_on(desk, review) is None


async def test_an_edit_that_is_sent_twice_is_one(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    answers = [await sent(console, article, form(article, review)) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]


async def test_passages_are_locked_and_freed(desk: Services, console: httpx.AsyncClient) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    for chosen, head in ((["0", "2"], "true"), (["2"], "")):
        data: dict[str, object] = {"revision_id": str(article.revision_id), "locked": chosen}
        answer = await console.post(
            f"/articles/{article.id}/locks", data=data | ({"head": head} if head else {}), follow_redirects=True
        )
        assert answer.status_code == 200
        text = await text_of(desk, article)
        assert [str(block.position) for block in text.blocks if block.is_locked] == chosen
        assert text.revision.is_head_locked is bool(head)
    await a_text(desk, article, PLAIN.model_copy(update={"title": "Another"}))
    old = await console.post(f"/articles/{article.id}/locks", data={"revision_id": str(article.revision_id)})
    assert (old.status_code, "There is version 2 by now" in old.text) == (409, True)


async def test_two_versions_stand_side_by_side(desk: Services, console: httpx.AsyncClient) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    assert "There is one version" in (await console.get(f"/articles/{article.id}/versions")).text
    await a_text(desk, article, PLAIN.model_copy(update={"body": CHANGED + "\n<b>bold</b> claims.\n"}))
    shown = (await console.get(f"/articles/{article.id}/versions")).text
    assert "Version 1 and version 2" in shown
    assert "<del>" in shown
    assert "&lt;b&gt;bold&lt;/b&gt; claims." in shown
    assert (await console.get(f"/articles/{article.id}/versions?before=99&after=1")).status_code == 200
