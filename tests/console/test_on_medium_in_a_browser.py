"""The page of a story on Medium in a real browser: for everybody, at every width, and a correction without scripts."""

from collections.abc import Awaitable, Callable

from integrations.services import Services
from models.domain.live_look import LiveState
from models.store import attempts
from tests.builders import an_article, reread
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes
from tests.console.test_on_medium import looked, out, the_account

Looks = Callable[..., Awaitable[Eyes]]


async def test_a_story_on_medium_is_corrected_without_scripts_and_its_page_is_for_everybody(
    desk: Services, eyes: Looks
) -> None:
    article = await out(desk)
    differing = f"“{'whoever writes slowly thinks twice ' * 4}” reads “otherwise” there."
    await looked(desk, article, LiveState.DIFFERS, differing, "It shows 1 image, and not 2.")
    async with desk.database.session() as session:
        attempt = await attempts.last_attempt(session, article.id)
        assert attempt is not None
        attempt.sent = attempt.sent | {"body": attempt.sent["body"].replace("Because whoever", "Since whoever")}
    looking, path = await eyes(await a_visitor(desk)), f"/articles/{article.id}/medium"
    async with looking.opened(path, "It is not what you approved", scripts=False) as page:
        await page.get_by_text("Make a correction").click()
        text = await page.get_by_label("Text, in Markdown").input_value()
        await page.get_by_label("Text, in Markdown").fill(
            text.replace("thinks twice", "thinks again").replace("## How\n", "## How\n\nWith care.\n")
        )
        await page.get_by_role("button", name="List the changes").click()
        await page.get_by_role("heading", name="2 changes to make on Medium").wait_for()
    nothing = await an_article(desk, await the_account(desk, await reread(desk, article)))
    found = await looking.complaints(path, "2 changes to make on Medium", widths=(360, 768, 1280, 1920))
    found += await looking.complaints(f"/articles/{nothing.id}/medium", "Nothing of article", widths=(360, 1280))
    assert found == []
