"""One article in a real browser: every state of its page by axe's rules and at every width, and a decision by hand."""

from collections.abc import Awaitable, Callable

from integrations.services import Services
from models.domain.review import ReviewKind, Verdict
from tests.builders import at_review
from tests.console.article_states import every_state
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes
from tests.integrations.telegram.scene import decision_on

Looks = Callable[..., Awaitable[Eyes]]


async def test_every_state_of_an_article_is_for_everybody(desk: Services, eyes: Looks) -> None:
    looking = await eyes(await a_visitor(desk))
    found = [
        complaint
        async for _, article, words in every_state(desk)
        for complaint in await looking.complaints(f"/articles/{article.id}", words, widths=(360, 768, 1280, 1920))
    ]
    assert found == []


async def test_a_draft_is_read_and_sent_back_without_scripts(desk: Services, eyes: Looks) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    looking = await eyes(await a_visitor(desk))
    async with looking.opened(f"/articles/{article.id}", "Approve the text", scripts=False) as page:
        shown = page.frame_locator("iframe.as-medium")
        await shown.get_by_role("heading", name="On keeping a notebook").wait_for()
        await page.get_by_text("Ask for changes").click()
        await page.get_by_label("What should be different?").fill("shorter")
        await page.get_by_role("button", name="Send it to be changed").click()
        await page.get_by_text("Changes asked for by Ada.", exact=True).wait_for()
    made = await decision_on(desk, review)
    assert made is not None
    assert (made.verdict, made.note) == (Verdict.CHANGE, "shorter")
