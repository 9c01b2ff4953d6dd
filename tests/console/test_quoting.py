"""Changes that are asked for about words of the text, copied or selected, and not about a whole passage."""

from collections.abc import Awaitable, Callable

import httpx

from integrations.services import Services
from models.domain.notes import Note
from models.domain.review import ReviewKind
from models.store import remarks
from models.tables import Review
from tests.builders import at_review
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes
from tests.integrations.telegram.scene import decision_on

Looks = Callable[..., Awaitable[Eyes]]


async def note_on(desk: Services, review: Review) -> Note:
    made = await decision_on(desk, review)
    assert made is not None
    async with desk.database.session() as session:
        [note] = await remarks.notes_of(session, made)
    return note


async def test_words_that_were_copied_from_the_text_are_the_finer_place(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    wish = {"review_id": str(review.id), "subject_hash": review.subject_hash, "verdict": "change", "note": "say who"}
    about = wish | {"passage": "Paragraph 1", "quote": "whoever writes slowly"}
    await console.post(f"/articles/{article.id}/decide", data=about)
    note = await note_on(desk, review)
    assert (note.quote, note.text, note.paragraph) == ("whoever writes slowly", "say who", None)


async def test_words_that_do_not_stand_in_the_text_are_refused_and_nothing_typed_is_lost(
    desk: Services, console: httpx.AsyncClient
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    wish = {"review_id": str(review.id), "subject_hash": review.subject_hash, "verdict": "change", "note": "say who"}
    answer = await console.post(f"/articles/{article.id}/decide", data=wish | {"quote": "words of another text"})
    assert answer.status_code == 409
    assert "do not stand in this text" in answer.text
    assert "&gt; words of another text\nsay who" in answer.text
    assert await decision_on(desk, review) is None


async def test_where_scripts_run_what_is_selected_in_the_text_is_what_the_wish_is_about(
    desk: Services, eyes: Looks
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    looking = await eyes(await a_visitor(desk))
    async with looking.opened(f"/articles/{article.id}", "Approve the text", width=1280) as page:
        await page.get_by_text("Ask for changes").click()
        await page.frame_locator("iframe.as-medium").locator("p").nth(1).select_text()
        field = page.get_by_label("Or only these words")
        await page.wait_for_function("document.getElementById('quote').value !== ''")
        selected = await field.input_value()
        await page.get_by_label("What should be different?").fill("shorter")
        await page.get_by_role("button", name="Send it to be changed").click()
        await page.get_by_text("Changes asked for by Ada.", exact=True).wait_for()
    note = await note_on(desk, review)
    assert (" ".join(note.quote.split()), note.text) == (" ".join(selected.split()), "shorter")
