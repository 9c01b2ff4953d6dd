"""Owns articles in every state that looks different on their page, with the words that each page must show."""

from collections.abc import AsyncIterator

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome
from models.domain.review import ReviewKind, Verdict
from models.store import attempts, interviews
from models.store.attempts import Intent
from models.tables import Account, Article, Opinion
from tasks.asking import ask_for_another_prompt
from tests.builders import PICTURED, a_text, an_account, an_article, an_image, asked, at_review, decided

SEAL = "0" * 64


async def every_state(desk: Services) -> AsyncIterator[tuple[str, Article, str]]:
    """Its name, the article, and words on its page."""
    account = await an_account(desk, "Ada Lovelace", zone="Europe/Berlin", category_tags={"bees": ["Bees"]})
    yield "queued", await an_article(desk, account), "Waits for its writing to start"
    yield "asked", await _interviewed(desk, account), "What surprised you most?"
    yield "draft", await _draft(desk, account), "Approve the text"
    yield "images", await _images(desk, account), "refuses to draw this"
    yield "plan", (await at_review(desk, ReviewKind.FINAL, account))[0], "Change tags, time and options"
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    await decided(desk, review, Verdict.APPROVE)
    yield "decided", article, "The article goes on"
    yield "scheduled", await _with_text(desk, account, Stage.SCHEDULED), "Approved and sealed"
    yield "lost", await _lost(desk, account), "Is it on Medium?"
    yield "by-hand", await _with_text(desk, account, Stage.HANDED_OFF), "Where is it on Medium?"
    why = "the model's provider answered with an error three times: 400 context_length_exceeded"
    yield "failed", await _with_text(desk, account, Stage.FAILED, reason=why, stopped_at_stage=Stage.DRAFTING), why
    held = {"reason": "the ceiling of this month is reached", "refused_call": [{"model": "m"}]}
    yield "money", await _with_text(desk, account, Stage.ON_HOLD, stopped_at_stage=Stage.DRAFTING, **held), "ceiling"
    out = await _with_text(
        desk, account, Stage.PUBLISHED, medium_url="https://medium.com/p/1", published_at=desk.clock()
    )
    yield "out", out, "View on Medium"


async def _with_text(desk: Services, account: Account, stage: Stage, **fields: object) -> Article:
    article = await an_article(desk, account, stage, tags=["Writing", "Habits"], **fields)
    await a_text(desk, article)
    return article


async def _interviewed(desk: Services, account: Account) -> Article:
    article = await an_article(desk, account, Stage.INTERVIEWING)
    async with desk.database.session() as session:
        await interviews.keep_questions(session, article.id, ["What surprised you most?", "Who should read it?"])
    await asked(desk, article, ReviewKind.INTERVIEW)
    return article


async def _draft(desk: Services, account: Account) -> Article:
    article, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    async with desk.database.session() as session:
        session.add(
            Opinion(
                review_id=review.id,
                article_id=article.id,
                kind=ReviewKind.DRAFT,
                subject_hash=review.subject_hash,
                score=7,
                verdict=Verdict.CHANGE,
                summary="It is pleasant and a little thin.",
                objections=[{"quote": "one page", "problem": "nobody learns why one", "wish": "say why"}],
                model="reviewer",
                rubric="1",
                at=desk.clock(),
            )
        )
    return article


async def _images(desk: Services, account: Account) -> Article:
    """One to be looked at, and one that nobody would draw."""
    article = await an_article(desk, account, Stage.IMAGE_REVIEW)
    await a_text(desk, article, PICTURED)
    await an_image(desk, article, "cover")
    await asked(desk, article, ReviewKind.IMAGE)
    async with desk.database.session() as session:
        await ask_for_another_prompt(desk, session, await session.get_one(Article, article.id), "desk", 1)
    return article


async def _lost(desk: Services, account: Account) -> Article:
    article = await _with_text(desk, account, Stage.UNCERTAIN)
    async with desk.database.session() as session:
        attempt = await attempts.intend(session, article.id, Intent(SEAL, "print"), desk.clock())
        attempts.close(session, attempt, AttemptOutcome.UNKNOWN, desk.clock(), "the feed cannot tell")
    await asked(desk, article, ReviewKind.LOST)
    return article
