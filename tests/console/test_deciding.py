"""Every decision that Telegram offers, taken on the article's page: stored by the same door, and the first one wins."""

import re

import httpx
import pytest
from prefect.client.schemas.objects import StateType

from console.guard import LARGEST_BODY
from integrations.services import Services
from models.domain.article import Stage
from models.domain.own_photo import OwnPhoto
from models.domain.people import Role
from models.domain.review import Channel, ReviewKind, Verdict
from models.tables import Review
from tests.builders import a_sealed_article, an_account, an_article, asked, at_review, change, decided, png, reread
from tests.conftest import Outside
from tests.console.conftest import Opened, a_visitor, taken_in
from tests.console.forms import form, page, sent
from tests.integrations.telegram.scene import a_scene, decision_on
from tests.recorded_prefect import RecordedPrefect


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REWRITE, Verdict.HOLD, Verdict.DROP])
async def test_a_draft_is_decided_with_a_button(desk: Services, console: httpx.AsyncClient, verdict: Verdict) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    assert f'value="{verdict}"' in await page(console, article)
    answer = await sent(console, article, "decide", form(review, verdict=verdict))
    assert answer.status_code == 200
    assert "by Ada" in answer.text
    made = await decision_on(desk, review)
    assert made is not None
    assert (made.verdict, made.channel, made.subject_hash) == (verdict, Channel.CONSOLE, review.subject_hash)


async def test_changes_are_asked_for_in_words_about_a_passage(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    assert "¶ 2: Because whoever writes slowly" in await page(console, article)
    wish = form(review, verdict="change", passage="Paragraph 2", note="shorter, please")
    await sent(console, article, "decide", wish)
    made = await decision_on(desk, review)
    assert made is not None
    assert (made.verdict, made.note) == (Verdict.CHANGE, "Paragraph 2: shorter, please")


async def test_changes_without_words_are_not_asked_for(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    answer = await sent(console, article, "decide", form(review, verdict="change", note="  "))
    assert (answer.status_code, "Write some words first." in answer.text) == (409, True)
    assert await decision_on(desk, review) is None


async def test_whoever_is_second_is_told_who_was_first_and_loses_no_word(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.APPROVE)
    answer = await sent(console, article, "decide", form(review, verdict="change", note="a very good thought"))
    assert answer.status_code == 409
    assert "somebody was faster. Approved by console." in answer.text
    assert "a very good thought</textarea>" in answer.text
    made = await decision_on(desk, review)
    assert made is not None
    assert made.verdict is Verdict.APPROVE


async def test_a_form_that_is_sent_twice_decides_once_and_says_so_both_times(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    answers = [await sent(console, article, "decide", form(review, verdict="approve")) for _ in range(2)]
    assert [(each.status_code, "Approved by Ada." in each.text) for each in answers] == [(200, True)] * 2


async def test_what_is_not_shown_any_more_is_not_decided(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    old = {"review_id": str(review.id), "subject_hash": "0" * 64, "verdict": "approve"}
    answer = await sent(console, article, "decide", old)
    assert (answer.status_code, "out of date" in answer.text) == (409, True)
    assert await decision_on(desk, review) is None


async def test_a_decision_wakes_the_run_and_settles_the_card_on_telegram(
    desk: Services, prefect: RecordedPrefect, outside: Outside, console: httpx.AsyncClient
) -> None:
    scene = await a_scene(desk, prefect, outside, ReviewKind.DRAFT)
    await sent(console, scene.article, "decide", form(scene.review, verdict="approve"))
    assert prefect.resumed == [scene.article.flow_run_id]
    [card] = [each for each in await outside.messages() if each["message_id"] == scene.card]
    assert "Approved by Ada" in card["text"]
    assert not card.get("buttons")


async def test_the_images_are_decided_one_by_one_and_together(desk: Services, console: httpx.AsyncClient) -> None:
    article, [cover, desk_image] = await at_review(desk, ReviewKind.IMAGE)
    shown = await page(console, article)
    assert "2 images wait for your word" in shown
    assert shown.index("Image “cover”") < shown.index("Image “desk”")
    await sent(console, article, "decide", form(cover, verdict="redo", note="brighter"))
    made = await decision_on(desk, cover)
    assert made is not None
    assert (made.verdict, made.note) == (Verdict.REDO, "brighter")
    shown = await page(console, article)
    assert "1 image waits for your word" in shown
    assert "Another try by Ada" in shown
    await sent(console, article, "decide", form(desk_image, verdict="omit"))
    assert "The article goes on" in await page(console, article)


async def test_all_images_are_kept_at_once(desk: Services, console: httpx.AsyncClient) -> None:
    article, images = await at_review(desk, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        for each in images:
            (await session.get_one(Review, each.id)).shown_at = desk.clock()
    await sent(console, article, "keep-all", form(images[0]))
    assert [made.verdict for each in images if (made := await decision_on(desk, each))] == [Verdict.APPROVE] * 2


async def test_an_image_is_moved_to_where_there_is_a_place(desk: Services, console: httpx.AsyncClient) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    assert '<option value="move it under “Why”">' in await page(console, article)
    answer = await sent(console, article, "move", form(cover, place="move it under “Elsewhere”"))
    assert (answer.status_code, "The image stays where it is" in answer.text) == (409, True)
    await sent(console, article, "move", form(cover, place="move it under “Why”"))
    made = await decision_on(desk, cover)
    assert made is not None
    assert made.verdict is Verdict.MOVE


async def test_an_article_is_held_and_goes_on(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk))
    await sent(console, article, "hold", {})
    held = await reread(desk, article)
    assert (held.stage, held.reason) == (Stage.ON_HOLD, "held by Ada")
    assert "Let it go on" in await page(console, article)
    await sent(console, article, "resume", {})
    assert (await reread(desk, article)).stage is Stage.QUEUED
    assert (await sent(console, article, "resume", {})).status_code == 409


async def test_the_writers_link_ends_what_was_handed_off(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk), Stage.HANDED_OFF)
    wrong = await sent(console, article, "link", {"link": "https://example.org/nothing"})
    assert (wrong.status_code, 'value="https://example.org/nothing"' in wrong.text) == (409, True)
    await sent(console, article, "link", {"link": "https://medium.com/@demo/notebooks-0123456789ab"})
    out = await reread(desk, article)
    assert (out.stage, out.medium_post_id) == (Stage.PUBLISHED, "0123456789ab")


async def test_what_was_handed_off_can_be_given_up(desk: Services, console: httpx.AsyncClient) -> None:
    article = await an_article(desk, await an_account(desk), Stage.HANDED_OFF)
    await sent(console, article, "give-up", {})
    assert (await reread(desk, article)).stage is Stage.DROPPED


async def test_a_viewer_reads_and_is_offered_nothing(desk: Services, opened: Opened) -> None:
    for kind in (ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL):
        account = await an_account(desk, kind)
        article, [review, *_] = await at_review(desk, kind, account)
        eve = await opened(await a_visitor(desk, f"eve-{kind}", account=account, role=Role.VIEWER))
        shown = await page(eve, article)
        assert "somebody else decides about it" in shown
        assert re.findall(r'action="(/articles[^"]*)"', shown) == []
        assert (await sent(eve, article, "decide", form(review, verdict="approve"))).status_code == 403
        assert await decision_on(desk, review) is None


async def test_a_review_of_another_article_is_not_decided_here(desk: Services, opened: Opened) -> None:
    mine, other = await an_account(desk, "mine"), await an_account(desk, "other")
    _, [theirs] = await at_review(desk, ReviewKind.DRAFT, other)
    article, _ = await at_review(desk, ReviewKind.DRAFT, mine)
    bob = await opened(await a_visitor(desk, "bob", account=mine, role=Role.OWNER))
    assert (await sent(bob, article, "decide", form(theirs, verdict="approve"))).status_code == 404
    assert await decision_on(desk, theirs) is None
    assert (await bob.get(f"/articles/{theirs.article_id}")).status_code == 404


async def test_the_text_is_shown_as_it_would_go_out(desk: Services, console: httpx.AsyncClient) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    shown = await console.get(f"/articles/{article.id}/shown/{article.revision_id}")
    assert "<h1>On keeping a notebook</h1>" in shown.text
    assert f'<img src="/articles/{article.id}/images/{cover.image_id}" alt="Boats in still water">' in shown.text
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert "script" not in shown.text
    image = await console.get(f"/articles/{article.id}/images/{cover.image_id}")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
    await change(desk, article, stage=Stage.TAGGING)
    assert "Nothing is asked of you now." in await page(console, article)


async def test_images_and_texts_are_for_those_who_see_the_article(desk: Services, opened: Opened) -> None:
    other = await an_account(desk, "other", token=None)
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    bob = await opened(await a_visitor(desk, "bob", account=other, role=Role.OWNER))
    mine, _ = await at_review(desk, ReviewKind.DRAFT, other)
    for below in (f"{article.id}/images/{cover.image_id}", f"{mine.id}/images/{cover.image_id}"):
        assert (await bob.get(f"/articles/{below}")).status_code == 404
    assert (await bob.get(f"/articles/{mine.id}/shown/{article.revision_id}")).status_code == 404


async def test_an_own_photo_takes_the_place_of_an_image(desk: Services, console: httpx.AsyncClient) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    path = f"/articles/{article.id}/photo"
    no_picture = {"photo": ("a.png", b"this is text", "image/png")}
    wrong = await console.post(path, data=form(cover), files=no_picture, follow_redirects=True)
    assert (wrong.status_code, "cannot read this as a picture" in wrong.text) == (409, True)
    picture = {"photo": ("a.png", png(7), "image/png")}
    await console.post(path, data=form(cover, caption="My  desk"), files=picture, follow_redirects=True)
    made = await decision_on(desk, cover)
    assert made is not None
    photo = OwnPhoto.model_validate_json(made.note)
    assert (made.verdict, photo.caption) == (Verdict.SUPPLY, "My desk")
    assert await desk.storage.get(photo.object_key) == png(7)


async def test_an_upload_that_is_too_large_is_refused_before_it_is_read(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [cover, _] = await at_review(desk, ReviewKind.IMAGE)
    huge = {"photo": ("a.png", b"0" * (LARGEST_BODY + 1), "image/png")}
    answer = await console.post(f"/articles/{article.id}/photo", data=form(cover), files=huge)
    assert answer.status_code == 413
    assert await decision_on(desk, cover) is None


async def test_from_the_last_look_it_goes_back_to_the_text(desk: Services, console: httpx.AsyncClient) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    await sent(console, article, "decide", form(review, verdict="back"))
    await taken_in(article)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW
    [draft] = await asked(desk, article, ReviewKind.DRAFT)
    assert draft.closed_at is None


async def test_a_scheduled_article_is_reopened_and_its_seal_is_void(
    desk: Services, prefect: RecordedPrefect, console: httpx.AsyncClient
) -> None:
    article = await a_sealed_article(desk)
    run = prefect.a_run(StateType.SCHEDULED)
    await change(desk, article, flow_run_id=run)
    for _ in range(2):
        answer = await sent(console, article, "reopen", {"there": "final_review"})
        assert answer.status_code == 200
    opened_again = await reread(desk, article)
    assert (opened_again.stage, opened_again.seal) == (Stage.FINAL_REVIEW, None)
    assert prefect.states_set == [(run, StateType.SCHEDULED)] * 2
    assert (await sent(console, article, "reopen", {"there": "draft_review"})).status_code == 409
    assert (await sent(console, article, "reopen", {"there": "published"})).status_code == 409
