"""Owns the writing steps: the first draft, a revision along the writer's notes, a text written anew."""

import asyncio
from dataclasses import replace

from prefect import task
from prefect.artifacts import acreate_markdown_artifact

from integrations.services import services
from integrations.writing import prompts
from models.domain.article import Stage
from models.domain.checks.every import look_over, not_looked_at
from models.domain.checks.finding import Finding, Manuscript, WordRange
from models.domain.checks.links import addresses_named, links_in
from models.domain.draft import Answered, Assignment, Draft
from models.domain.effects import RevisionBy
from models.domain.notes import Note, joined
from models.domain.review import ReviewKind, Verdict
from models.domain.sources import Material
from models.store import accounts, articles, effects, remarks, reviews, sources, texts
from models.store.texts import Text
from models.tables import Account, Article
from tasks.lease import held
from tasks.linking import reached
from tasks.mending import Faults, Settled, mended
from tasks.paying import paid
from tasks.policies import PAID_CALL


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
        assignment = assignment_of(article, account, await sources.materials(session, article_id))
        decision = await reviews.last_decision(session, article_id, ReviewKind.DRAFT)
        is_asked = decision is not None and decision.verdict is Verdict.CHANGE
        notes = await remarks.notes_of(session, decision) if decision and is_asked else ()
    key = f"article:{article_id}:revision:{number}"
    before = text.draft if text and notes else None

    async def call() -> Answered[Draft]:
        if before is not None:
            return await desk.writer.revise(assignment, before, [joined([note]) for note in notes])
        return await desk.writer.draft(assignment)

    async def again(draft: Draft, faults: Faults) -> Answered[Draft]:
        return await desk.writer.mend(assignment, draft, faults)

    demands = demands_of(assignment, before, notes)

    async def settle(draft: Draft) -> Settled:
        known = demands.links or frozenset[str]()
        allowed = replace(demands, links=known | await reached(desk, draft, known))
        return await asyncio.to_thread(settled, allowed, before, draft)

    draft = await paid(f"{key}:write", article, "revise" if before else "draft", Draft, call)
    return await keep(article_id, await mended(key, article, draft, settle, again), number, joined(notes))


def settled(demands: Manuscript, before: Draft | None, draft: Draft) -> Settled:
    """What is found in a draft; what was wrong before and was not to be changed is shown and not mended."""
    found = look_over(replace(demands, draft=draft))
    known = set(look_over(replace(demands, draft=before))) if before else set[Finding]()
    shown = tuple(Finding(each.check, each.message, each.is_hint or each in known) for each in found)
    words = filter(None, [not_looked_at(demands.language)])
    return Settled(draft, shown, tuple(words))


def demands_of(assignment: Assignment, before: Draft | None, notes: tuple[Note, ...]) -> Manuscript:
    """What the text has to keep to: a draft to the assignment, a revision to what it was."""
    given = [each.url or each.text for each in assignment.materials]
    said = "\n\n".join([assignment.brief, assignment.custom_prompt, *given, *(note.text for note in notes)])
    known = addresses_named(said)
    if before is None:
        blank = Draft(title=assignment.topic or "-", body="-")
        return Manuscript(
            blank,
            assignment.language,
            WordRange.asked(assignment.words),
            assignment.images,
            links=known,
            to_cite=frozenset(each.url for each in assignment.materials if each.url),
            materials=assignment.materials,
        )
    known |= frozenset(links_in(before.body))
    return Manuscript(before, assignment.language, links=known, materials=assignment.materials)


async def keep(article_id: int, result: Settled, number: int, notes: str) -> Text:
    """Store the revision; a second time changes nothing. An article that was held meanwhile stays held."""
    desk = await services()
    async with desk.database.session() as session:
        await effects.require_hold(session, held())
        article = await articles.article(session, article_id, for_change=True)
        if await articles.last_number(session, article_id) >= number:
            return await texts.require_current(session, article)
        text = await texts.save(
            session,
            article,
            result.draft,
            RevisionBy.MODEL,
            desk.clock(),
            notes,
            warnings=result.warnings,
            prompt_version=prompts.VERSION,
        )
        if article.stage is Stage.DRAFTING:
            articles.move(session, article, Stage.DRAFT_REVIEW, desk.clock())
        elif article.stopped_at_stage is Stage.DRAFTING:  # what was paid meanwhile is what a resume shows
            article.stopped_at_stage = Stage.DRAFT_REVIEW
        return text


def assignment_of(article: Article, account: Account, materials: tuple[Material, ...] = ()) -> Assignment:
    """The account's defaults, with what this article overrides, and what came with its topic."""
    return Assignment(
        topic=article.topic,
        brief=article.brief,
        custom_prompt="\n".join(filter(None, [account.custom_prompt, article.custom_prompt])),
        voice=account.voice,
        language=article.overrides.get("language", account.language),
        words=article.overrides.get("words", account.words),
        images=article.overrides.get("images", account.images),
        image_style=article.overrides.get("image_style", account.image_style),
        materials=materials,
    )
