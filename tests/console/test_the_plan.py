"""The form of the last look: tags, time and every option, in one; what nobody touched is not asked for."""

import httpx

from integrations.services import Services
from models.domain.final_request import FinalRequest
from models.domain.review import ReviewKind, Verdict
from models.tables import Review
from tasks.deciding import take_in
from tasks.lease import working_on
from tests.builders import an_account, asked, at_review, change, reread
from tests.console.forms import form, page, sent
from tests.integrations.telegram.scene import decision_on

BROUGHT = {"canonical_url": "https://a.example/x", "origin_line": "First seen at", "images_by": "address"}
AS_IT_IS = {
    "tags": "Writing, Habits",
    "time": "2026-12-02T10:00",
    "category": "",
    "status": "public",
    "licence": "all-rights-reserved",
    "notify": "no",
    "canonical": "https://a.example/x",
    "publication": "off",
    "format": "html",
    "images-by": "address",
    "origin": "First seen at",
}


async def asked_for(desk: Services, review: Review) -> FinalRequest:
    made = await decision_on(desk, review)
    assert made is not None
    assert made.verdict is Verdict.CHANGE
    return FinalRequest.model_validate_json(made.note)


async def test_tags_time_and_options_are_changed_in_one_form(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, zone="Europe/Berlin")
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    assert 'value="2026-12-02T10:00"' in await page(console, article)
    wish = form(
        review, tags="Bees, Cities", time="2026-12-24T18:30", status="unlisted", notify="yes", publication="off"
    )
    assert (await sent(console, article, "plan", wish)).status_code == 200
    made = await decision_on(desk, review)
    assert made is not None
    assert made.verdict is Verdict.CHANGE
    assert '"publish_at":"2026-12-24T17:30:00Z"' in made.note
    assert '"tags":["Bees","Cities"]' in made.note
    assert '"status":"unlisted"' in made.note


async def test_a_time_that_has_passed_is_refused_with_what_was_typed(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    answer = await sent(console, article, "plan", form(review, time="2020-01-01T10:00"))
    assert answer.status_code == 409
    assert "has already passed" in answer.text
    assert "time: 2020-01-01 10:00" in answer.text


async def test_it_is_published_now_or_moved_to_the_next_slot(desk: Services, console: httpx.AsyncClient) -> None:
    for action, verdict in (("publish-now", Verdict.APPROVE), ("next-slot", Verdict.CHANGE)):
        account = await an_account(desk, action)
        article, [review] = await at_review(desk, ReviewKind.FINAL, account)
        assert (await sent(console, article, action, form(review))).status_code == 200
        made = await decision_on(desk, review)
        assert made is not None
        assert (made.verdict, "publish_at" in made.note) == (verdict, True)
    article, [draft] = await at_review(desk, ReviewKind.DRAFT, account)
    assert (await sent(console, article, "publish-now", form(draft))).status_code == 409


async def test_how_medium_gets_the_images_is_chosen_there_and_shown_on_the_next_card(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    shown = await page(console, article)
    assert '<option value="upload" selected>they are uploaded to it</option>' in shown
    assert (await sent(console, article, "plan", form(review, **{"images-by": "address"}))).status_code == 200
    async with working_on(article.id):
        await take_in(article.id)
    await asked(desk, article, ReviewKind.FINAL)
    shown = await page(console, await reread(desk, article))
    assert '<option value="address" selected>it fetches them from their public address</option>' in shown
    assert "images by their public address" in shown


async def test_a_form_that_was_sent_as_it_was_asks_for_nothing(desk: Services, console: httpx.AsyncClient) -> None:
    """Not even for its time, though that has passed meanwhile."""
    account = await an_account(desk, zone="Europe/Berlin", options=BROUGHT)
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    answer = await sent(console, article, "plan", form(review, **AS_IT_IS))
    assert (answer.status_code, "Nothing in the form was different" in answer.text) == (409, True)
    await change(desk, article, publish_at=desk.clock())
    gone = AS_IT_IS | {"time": "2026-12-01T10:00", "tags": "Bees"}
    await sent(console, article, "plan", form(review, **gone))
    wished = await asked_for(desk, review)
    assert (wished.tags, wished.publish_at, wished.options, wished.category) == (("Bees",), None, {}, None)


async def test_what_was_emptied_is_taken_out(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, zone="Europe/Berlin", options=BROUGHT)
    article, _ = await at_review(desk, ReviewKind.FINAL, account)
    await change(desk, article, category="tech")
    [review] = await asked(desk, article, ReviewKind.FINAL)
    await sent(console, article, "plan", form(review, **(AS_IT_IS | {"canonical": "", "origin": " ", "time": ""})))
    wished = await asked_for(desk, review)
    assert wished.options == {"canonical_url": None, "origin_line": ""}
    assert (wished.category, wished.publish_at, wished.tags) == ("", None, None)
