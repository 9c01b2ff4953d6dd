"""Owns the writing steps: the first draft, a revision along the writer's notes, a text written anew."""

from collections.abc import Sequence
from functools import partial

from prefect import task
from prefect.artifacts import acreate_markdown_artifact
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services, services
from integrations.writing import prompts
from models.domain.article import Stage
from models.domain.draft import Answered, Assignment, Draft
from models.domain.effects import RevisionBy
from models.domain.interview import Answer, uses_of
from models.domain.notes import Note, joined
from models.domain.review import ReviewKind, Verdict
from models.domain.settling import Settled, demands_of_draft, settled_draft
from models.domain.slots import slots_of
from models.domain.sources import Material
from models.store import accounts, articles, effects, interviews, remarks, reviews, sources, texts, voices
from models.store.texts import Text
from models.tables import Account, Article
from tasks.lease import held
from tasks.linking import judged
from tasks.mending import mended
from tasks.paying import paid
from tasks.policies import PAID_CALL
from tasks.revising import revised

_ANEW = Note(text="Write all of this anew, as if there had been no text before: another opening, another way through.")


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
        assignment = assignment_of(
            article,
            account,
            await voices.prompt_of(session, account),
            await sources.materials(session, article_id),
            await interviews.answers(session, article_id),
        )
        notes = await notes_about(session, article_id, text)
    key = f"article:{article_id}:revision:{number}"
    if text is not None and notes:
        result = await revised(desk, key, article, assignment, text.version, notes)
    else:
        result = await drafted(desk, key, article, assignment)
    return await keep(article_id, result, number, joined(notes))


async def notes_about(session: AsyncSession, article_id: int, text: Text | None) -> tuple[Note, ...]:
    """What the writer asked for; nothing for a text that is to be written anew, unless passages of it are locked."""
    decision = await reviews.last_decision(session, article_id, ReviewKind.DRAFT)
    if decision is not None and decision.verdict is Verdict.CHANGE:
        return await remarks.notes_of(session, decision)
    is_locked = text is not None and bool(text.version.locked)
    return (_ANEW,) if decision is not None and decision.verdict is Verdict.REWRITE and is_locked else ()


async def drafted(desk: Services, key: str, article: Article, assignment: Assignment) -> Settled:
    async def again(draft: Draft, faults: Sequence[str]) -> Answered[Draft]:
        return await desk.writer.mend(assignment, draft, faults)

    draft = await paid(f"{key}:write", article, "draft", Draft, partial(desk.writer.draft, assignment))
    judge = partial(judged, desk, demands_of_draft(assignment), settled_draft)
    return await mended(key, article, draft, judge, again)


async def keep(article_id: int, result: Settled, number: int, notes: str) -> Text:
    """Store the revision; a second time changes nothing. An article that was held meanwhile stays held."""
    desk = await services()
    async with desk.database.session() as session:
        article = await effects.article_under(session, article_id, held())
        if await articles.last_number(session, article_id) >= number:
            return await texts.require_current(session, article)
        await _look_again(session, article, result.draft.body)
        text = await texts.save(
            session,
            article,
            result.draft,
            RevisionBy.MODEL,
            desk.clock(),
            notes,
            warnings=result.warnings,
            prompt_version=prompts.VERSION,
            came_from=result.came_from,
            unlocked=result.unlocked,
        )
        await keep_uses(session, text, result.draft.answers_used)
        if article.stage is Stage.DRAFTING:
            articles.move(session, article, Stage.DRAFT_REVIEW, desk.clock())
        elif article.stopped_at_stage is Stage.DRAFTING:  # what was paid meanwhile is what a resume shows
            article.stopped_at_stage = Stage.DRAFT_REVIEW
        return text


async def _look_again(session: AsyncSession, article: Article, body: str) -> None:
    """An image was kept for the words that stood there: where the model writes others, it is asked about once more."""
    images = await articles.newest_images(session, article.id)
    if not images or (before := await texts.body_of(session, article)) is None:
        return
    described = {slot.name: slot for slot in slots_of(before)}
    for slot in slots_of(body):
        if slot.name in images and slot != described.get(slot.name):
            images[slot.name].is_kept = False


async def keep_uses(session: AsyncSession, text: Text, claims: tuple[str, ...]) -> None:
    """Where the writer's answers went, as far as the text bears it out."""
    article_id = text.revision.article_id
    answers = await interviews.answers(session, article_id)
    uses = uses_of(claims, answers, [block.text for block in text.blocks])
    await interviews.keep_uses(session, article_id, [(use, text.blocks[use.block].block_id) for use in uses])


def assignment_of(
    article: Article,
    account: Account,
    voice: str = "",
    materials: tuple[Material, ...] = (),
    answers: tuple[Answer, ...] = (),
) -> Assignment:
    """The account's defaults, with what this article overrides, and what came with its topic."""
    return Assignment(
        topic=article.topic,
        brief=article.brief,
        custom_prompt="\n".join(filter(None, [account.custom_prompt, article.custom_prompt])),
        voice=voice,
        language=article.overrides.get("language", account.language),
        words=article.overrides.get("words", account.words),
        images=article.overrides.get("images", account.images),
        image_style=article.overrides.get("image_style", account.image_style),
        openings=article.overrides.get("openings", account.openings),
        call_to_action=article.overrides.get("call_to_action", account.call_to_action),
        materials=materials,
        answers=answers,
    )
