"""Owns the writing steps: the first draft, a revision along the writer's notes, a text written anew."""

from prefect import task
from prefect.artifacts import acreate_markdown_artifact

from integrations.services import services
from models.domain.article import Stage
from models.domain.draft import Answered, Assignment, Draft
from models.domain.effects import RevisionBy
from models.domain.review import ReviewKind, Verdict
from models.store import accounts, articles, effects, reviews, texts
from models.store.texts import Text
from models.tables import Account, Article
from tasks.lease import held
from tasks.paying import paid
from tasks.policies import OWN_STEP, PAID_CALL


@task(name="begin", task_run_name="Begin the article", **OWN_STEP)
async def begin(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage in (Stage.QUEUED, Stage.INTERVIEWING):
            articles.move(session, article, Stage.DRAFTING, desk.clock())


@task(name="write", task_run_name="Write revision {number}", **PAID_CALL)
async def write_revision(article_id: int, number: int) -> None:
    text = await written(article_id, number)
    await acreate_markdown_artifact(
        key=f"article-{article_id}-text",
        markdown=f"# {text.draft.title}\n\n*{text.draft.subtitle}*\n\n{text.body}",
        description=f"Revision {number}",
    )


async def written(article_id: int, number: int) -> Text:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        account = await accounts.account(session, article.account_id)
        text = await texts.current(session, article)
        decision = await reviews.last_decision(session, article_id, ReviewKind.DRAFT)
    notes = decision.note if decision and decision.verdict is Verdict.CHANGE else ""

    async def call() -> Answered[Draft]:
        if text is not None and notes:
            return await desk.writer.revise(assignment_of(article, account), text.draft, [notes])
        return await desk.writer.draft(assignment_of(article, account))

    purpose = "revise" if notes else "draft"
    draft = await paid(f"article:{article_id}:revision:{number}:write", article, purpose, Draft, call)
    return await keep(article_id, draft, number, notes)


async def keep(article_id: int, draft: Draft, number: int, notes: str) -> Text:
    """Store the revision; a second time changes nothing. An article that was held meanwhile stays held."""
    desk = await services()
    async with desk.database.session() as session:
        await effects.require_hold(session, held())
        article = await articles.article(session, article_id, for_change=True)
        if await articles.last_number(session, article_id) >= number:
            return await texts.require_current(session, article)
        text = await texts.save(session, article, draft, RevisionBy.MODEL, desk.clock(), notes)
        if article.stage is Stage.DRAFTING:
            articles.move(session, article, Stage.DRAFT_REVIEW, desk.clock())
        elif article.stopped_at_stage is Stage.DRAFTING:  # what was paid meanwhile is what a resume shows
            article.stopped_at_stage = Stage.DRAFT_REVIEW
        return text


def assignment_of(article: Article, account: Account) -> Assignment:
    """The account's defaults, with what this article overrides."""
    return Assignment(
        topic=article.topic,
        brief=article.brief,
        custom_prompt="\n".join(filter(None, [account.custom_prompt, article.custom_prompt])),
        voice=account.voice,
        language=account.language,
        words=article.overrides.get("words", account.words),
        images=article.overrides.get("images", account.images),
        image_style=account.image_style,
    )
