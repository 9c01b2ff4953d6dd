"""Owns the taking in of decisions: each changes the article once, in the transaction that marks it as applied."""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.abiding import broken_rules
from integrations.services import Services, services
from models.domain.article import STOPPED, Stage
from models.domain.final_request import FinalRequest
from models.domain.policy.breach import in_one_line, stopping
from models.domain.publication import PublishStatus
from models.domain.review import Channel, ReviewKind, Verdict
from models.store import accounts, articles, attempts, effects, reviews, story_prints, texts
from models.tables import Article, Decision, Review
from tasks.asking import seal_of
from tasks.image_decisions import apply_to_image, leave_image_review
from tasks.interviewing import leave_interview
from tasks.lease import held
from tasks.leaving import leave_as_draft
from tasks.own_texts import take_edit, take_over
from tasks.planning import change_plan
from tasks.policies import own_step
from tasks.turns import grace_of

_STOPS = {Verdict.HOLD: Stage.ON_HOLD, Verdict.DROP: Stage.DROPPED}


@own_step
async def take_in(article_id: int) -> None:
    """Apply every stored decision, the oldest first, until one of them takes the article elsewhere."""
    desk = await services()
    async with desk.database.session() as session:
        article = await effects.article_under(session, article_id, held())
        for review, decision in await reviews.to_apply(session, article_id):
            await reviews.close_applied(session, review, decision, desk.clock())
            if decision.channel is not Channel.RULE:
                article.times_moved = 0
            if article.stage not in STOPPED:
                await _apply(desk, session, article, review, decision)
        if article.stage is Stage.IMAGE_REVIEW:
            await leave_image_review(desk, session, article)


async def _apply(desk: Services, session: AsyncSession, article: Article, review: Review, decision: Decision) -> None:
    if stop := _STOPS.get(decision.verdict):
        await reviews.close_open(session, article.id, desk.clock())
        reason = decision.note if decision.channel is Channel.RULE else f"{decision.verdict} from {decision.channel}"
        articles.move(session, article, stop, desk.clock(), reason)
        return
    if decision.verdict is Verdict.BACK:
        await reviews.close_open(session, article.id, desk.clock())
        articles.move(session, article, Stage.DRAFT_REVIEW, desk.clock())
        return
    if decision.verdict is Verdict.LEAVE:
        await leave_as_draft(desk, session, article, decision.note)
        return
    match review.kind:
        case ReviewKind.DRAFT:
            await _apply_to_draft(desk, session, article, review, decision)
        case ReviewKind.IMAGE:
            await apply_to_image(desk, session, article, review, decision)
        case ReviewKind.FINAL:
            await _apply_to_final(desk, session, article, review, decision)
        case ReviewKind.LOST:
            await _settle(desk, session, article, decision)
        case ReviewKind.INTERVIEW:
            await leave_interview(desk, session, article)


async def _apply_to_draft(
    desk: Services, session: AsyncSession, article: Article, review: Review, decision: Decision
) -> None:
    if decision.verdict is Verdict.REPLACE:
        await take_over(desk, session, article, decision)
    elif decision.verdict is Verdict.EDIT:
        await take_edit(desk, session, article, decision)
    elif decision.verdict is not Verdict.APPROVE:
        articles.move(session, article, Stage.DRAFTING, desk.clock())
    elif await _is_what_was_shown(session, article, review, decision):
        articles.move(session, article, Stage.ILLUSTRATING, desk.clock())
    else:
        _void(desk, session, article)


async def _is_what_was_shown(session: AsyncSession, article: Article, review: Review, decision: Decision) -> bool:
    """A revision never changes; one that came since may still say the same, as where only an image was moved."""
    if review.revision_id == article.revision_id and review.subject_hash == decision.subject_hash:
        return True
    return (await texts.require_current(session, article)).approved_hash == decision.subject_hash


def _void(desk: Services, session: AsyncSession, article: Article) -> None:
    """An approval names exactly what it approves. The article stays where it is, so the writer is asked anew."""
    articles.tell(
        session, article.id, "was approved, but has changed since it was shown: it is shown again", desk.clock()
    )


def was_shown_late(review: Review, article: Article) -> bool:
    """The card said already that the time has passed, so that an approval means now."""
    return review.shown_at is not None and review.shown_at > article.publish_at


async def _apply_to_final(
    desk: Services, session: AsyncSession, article: Article, review: Review, decision: Decision
) -> None:
    if decision.verdict is Verdict.APPROVE:
        if await _is_outdated(desk, session, article, review, decision):
            _void(desk, session, article)
            return
        if stops := stopping(await broken_rules(desk, session, article, story_prints.GOING_OUT)):
            await reviews.close_open(session, article.id, desk.clock())
            articles.move(session, article, Stage.ON_HOLD, desk.clock(), in_one_line(stops).rstrip("."))
            return
        if decision.note:  # “publish now”
            article.publish_at = FinalRequest.model_validate_json(decision.note).publish_at or article.publish_at
        if was_shown_late(review, article) or decision.decided_at > article.publish_at:
            article.publish_at = max(article.publish_at, desk.clock())
        article.seal = decision.subject_hash
        articles.move(session, article, Stage.SCHEDULED, desk.clock())
        return
    await change_plan(desk, session, article, FinalRequest.model_validate_json(decision.note))


async def _is_outdated(
    desk: Services, session: AsyncSession, article: Article, review: Review, decision: Decision
) -> bool:
    """What was approved has changed since, or its time is so long ago that the card named another world."""
    grace = grace_of(await accounts.account(session, article.account_id))
    is_late = article.publish_at < desk.clock() - grace and not was_shown_late(review, article)
    return is_late or await seal_of(session, article) != decision.subject_hash


async def _settle(desk: Services, session: AsyncSession, article: Article, decision: Decision) -> None:
    """The writer looked: their word closes the attempt, and only then may there be another."""
    is_there, attempt = decision.verdict is Verdict.THERE, await attempts.open_attempt(session, article.id)
    if attempt is not None:
        attempts.close_by_the_writer(session, attempt, desk.clock(), is_there=is_there)
    if is_there and attempts.status_of(attempt) is PublishStatus.DRAFT:
        articles.move(session, article, Stage.LEFT_AS_DRAFT, desk.clock())
    elif is_there:
        articles.move(session, article, Stage.PUBLISHED, desk.clock(), "found by the writer")
        article.published_at = desk.clock()
    else:
        articles.move(session, article, Stage.SCHEDULED, desk.clock(), "the writer says that it is not there")
