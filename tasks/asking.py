"""Owns the opening of reviews: exactly what a person is asked to decide, named by its hash."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.sealing import going
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.review import ReviewKind, image_hash, question_hash
from models.domain.slots import slots_of
from models.store import articles, attempts, interviews, reviews, texts
from models.tables import Article, Review


async def ensure_asked(desk: Services, session: AsyncSession, article: Article, kind: ReviewKind) -> list[Review]:
    """Open what is to be decided now, unless it is open already; all of it that is open then."""
    asked = [review for review in await reviews.open_reviews(session, article.id) if review.kind == kind]
    if kind is ReviewKind.IMAGE:
        asked += await _ask_about_images(desk, session, article, asked)
    elif kind is ReviewKind.INTERVIEW:
        asked += await _ask_question(desk, session, article, {review.subject for review in asked})
    elif not asked:
        subject_hash = await _hash_of(session, article, kind)
        asked.append(
            await reviews.ask(session, article.id, kind, subject_hash, desk.clock(), revision_id=article.revision_id)
        )
    return asked


async def _ask_about_images(
    desk: Services, session: AsyncSession, article: Article, asked: Sequence[Review]
) -> list[Review]:
    """A review for every newest image that is not kept and that nobody is being asked about, in the text's order.

    Where other words are asked for, the try before is not what counts.
    """
    images, refused = {each.image_id for each in asked}, {each.subject for each in asked if each.image_id is None}
    newest = await articles.newest_images(session, article.id)
    slots = [slot.name for slot in slots_of((await texts.require_current(session, article)).body)]
    return [
        await reviews.ask(
            session,
            article.id,
            ReviewKind.IMAGE,
            image_hash(image.slot, image.object_key),
            desk.clock(),
            subject=image.slot,
            revision_id=article.revision_id,
            image_id=image.id,
        )
        for image in (newest[name] for name in slots if name in newest and name not in refused)
        if not image.is_kept and image.id not in images
    ]


async def ask_for_another_prompt(
    desk: Services, session: AsyncSession, article: Article, slot: str, number: int
) -> None:
    """A question about an image that nobody could draw: its answer is other words, a photo, or to leave it out."""
    open_now = await reviews.open_reviews(session, article.id)
    if not any(review.kind is ReviewKind.IMAGE and review.subject == slot for review in open_now):
        named = image_hash(slot, f"refused:{number}")
        await reviews.ask(
            session,
            article.id,
            ReviewKind.IMAGE,
            named,
            desk.clock(),
            subject=slot,
            revision_id=article.revision_id,
        )


async def _ask_question(desk: Services, session: AsyncSession, article: Article, asked: set[str]) -> list[Review]:
    """One at a time: an answer may make the next question easier."""
    question = await interviews.next_question(session, article.id)
    if question is None or asked:
        return []
    named, number = question_hash(question.number, question.text), str(question.number)
    return [await reviews.ask(session, article.id, ReviewKind.INTERVIEW, named, desk.clock(), subject=number)]


async def _hash_of(session: AsyncSession, article: Article, kind: ReviewKind) -> str:
    match kind:
        case ReviewKind.DRAFT:
            return (await texts.require_current(session, article)).approved_hash
        case ReviewKind.FINAL:
            return await seal_of(session, article)
        case ReviewKind.LOST:
            attempt = await attempts.open_attempt(session, article.id)
            if attempt is None:
                raise Refused(f"Article {article.id} has no publish attempt whose answer was lost.")
            return attempt.seal
        case ReviewKind.IMAGE | ReviewKind.INTERVIEW:
            raise ValueError("each image and each question has a hash of its own")


async def seal_of(session: AsyncSession, article: Article) -> str:
    """The hash over everything that an approval at the final review names."""
    return (await going(session, article)).seal
