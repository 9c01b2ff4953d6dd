"""Every decision that Telegram offers is taken on the console in a real browser, on a phone and without scripts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from playwright.async_api import FilePayload, Page

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.review import ReviewKind, Verdict
from models.store import attempts, interviews
from models.store.attempts import Intent
from models.tables import Account, Article, Review
from tests.builders import a_sealed_article, a_text, an_account, an_article, asked, at_review, png, reread
from tests.console.conftest import a_visitor
from tests.console.eyes import Eyes
from tests.integrations.telegram.scene import decision_on
from tests.journeys.reader import Reader

Looks = Callable[..., Awaitable[Eyes]]
WISH, LINK = "What should be different?", "Address of the story on Medium"
THE_TEXT = "**/shown/**"  # in its frame, which other tests look at


@dataclass(frozen=True)
class Act:
    """What is pressed, after what was opened and filled in, and the verdict or the stage that comes of it."""

    press: str
    comes: Verdict | Stage
    fills: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""
    tab: str = ""


AT_REVIEW = {
    ReviewKind.DRAFT: (
        Act("Approve the text", Verdict.APPROVE),
        Act("Send it to be changed", Verdict.CHANGE, {WISH: "shorter"}, "Ask for changes"),
        Act("Write it anew", Verdict.REWRITE),
        Act("Hold", Verdict.HOLD),
        Act("Yes, drop it", Verdict.DROP),
        Act("Keep this text", Verdict.EDIT, {"Title": "Mine"}, tab="/text"),
    ),
    ReviewKind.IMAGE: (
        Act("Keep", Verdict.APPROVE),
        Act("Keep all that are shown", Verdict.APPROVE),
        Act("Try again with this", Verdict.REDO, {WISH: "warmer"}, "Try again"),
        Act("Leave it out", Verdict.OMIT),
        Act("Move it there", Verdict.MOVE),
        Act("Use this photo", Verdict.SUPPLY, {"Photo (PNG": "a.png"}, "Use a photo of your own"),
    ),
    ReviewKind.FINAL: (
        Act("Approve: it goes out Wed 2 Dec 2026, 09:00 (UTC)", Verdict.APPROVE),
        Act("Change the plan", Verdict.CHANGE, {"Tags, in order": "Bees"}, "Change tags, time and options"),
        Act("Move to the next free slot", Verdict.CHANGE),
        Act("Yes, publish now", Verdict.APPROVE),
        Act("Back to the text", Verdict.BACK),
    ),
    ReviewKind.INTERVIEW: (
        Act("Send the answer", Verdict.ANSWER, {"Your answer": "The quiet."}),
        Act("Skip this question", Verdict.SKIP),
        Act("Enough, write now", Verdict.ENOUGH),
    ),
    ReviewKind.LOST: (
        Act("It is there", Verdict.THERE),
        Act("It is not there: post it", Verdict.NOT_THERE),
    ),
}
WHOLE = {
    Stage.QUEUED: (Act("Hold it", Stage.ON_HOLD),),
    Stage.ON_HOLD: (Act("Let it go on", Stage.QUEUED),),
    Stage.HANDED_OFF: (
        Act("This is it", Stage.PUBLISHED, {LINK: "https://medium.com/@demo/bees-7b2b11c482f9"}),
        Act("Yes, give it up", Stage.DROPPED),
    ),
    Stage.SCHEDULED: (
        Act("Change tags, time or options", Stage.FINAL_REVIEW),
        Act("Go back to the text", Stage.DRAFT_REVIEW),
    ),
}


async def test_every_answer_to_a_question_is_a_button_that_needs_no_scripts(desk: Services, eyes: Looks) -> None:
    account, came = await an_account(desk), dict[str, Verdict | None]()
    async with (await eyes(await a_visitor(desk))).opened("/", "Dashboard", scripts=False) as page:
        await page.route(THE_TEXT, lambda route: route.abort())
        for kind, acts in AT_REVIEW.items():
            for act in acts:
                article, review = await waiting(desk, account, kind)
                await take(page, article, act)
                made = await decision_on(desk, review)
                came[act.press] = made.verdict if made else None
    assert came == {act.press: act.comes for acts in AT_REVIEW.values() for act in acts}


async def test_what_is_done_with_a_whole_article_is_a_button_that_needs_no_scripts(desk: Services, eyes: Looks) -> None:
    account, came = await an_account(desk), dict[str, Stage]()
    async with (await eyes(await a_visitor(desk))).opened("/", "Dashboard", scripts=False) as page:
        await page.route(THE_TEXT, lambda route: route.abort())
        for stage, acts in WHOLE.items():
            for act in acts:
                article = await standing(desk, account, stage)
                await take(page, article, act)
                came[act.press] = (await reread(desk, article)).stage
    assert came == {act.press: act.comes for acts in WHOLE.values() for act in acts}


async def take(page: Page, article: Article, act: Act) -> None:
    await page.goto(f"/articles/{article.id}{act.tab}", wait_until="domcontentloaded")
    if act.opens:
        await page.locator("summary", has_text=act.opens).first.click()
    for label, value in act.fills.items():
        box = page.get_by_label(label).first
        if value.endswith(".png"):
            await box.set_input_files(FilePayload(name=value, mimeType="image/png", buffer=png()))
        else:
            await box.fill(value)
    await Reader(page).press(act.press, exact=True)
    await page.locator(".said").first.wait_for()


async def waiting(desk: Services, account: Account, kind: ReviewKind) -> tuple[Article, Review]:
    if kind in (ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL):
        article, [review, *_] = await at_review(desk, kind, account)
        return article, review
    stage = Stage.INTERVIEWING if kind is ReviewKind.INTERVIEW else Stage.UNCERTAIN
    article = await an_article(desk, account, stage)
    async with desk.database.session() as session:
        if kind is ReviewKind.INTERVIEW:
            await interviews.keep_questions(session, article.id, ["What surprised you most?", "For whom?"])
        else:
            attempt = await attempts.intend(session, article.id, Intent("0" * 64, "print"), desk.clock())
            attempts.close(session, attempt, AttemptOutcome.UNKNOWN, desk.clock(), "the feed cannot tell")
    [review, *_] = await asked(desk, article, kind)
    return article, review


async def standing(desk: Services, account: Account, stage: Stage) -> Article:
    if stage is Stage.SCHEDULED:
        return await a_sealed_article(desk, account)
    article = await an_article(desk, account, stage)
    if stage is Stage.HANDED_OFF:
        await a_text(desk, article)
    return article
