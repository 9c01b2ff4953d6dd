"""Owns what a decision about one image changes: kept, made again, left out, moved, or replaced by the writer's photo.

The text is never written anew for an image: each change is a revision that differs in that slot alone.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import ImageBy, RevisionBy
from models.domain.errors import Refused
from models.domain.moving import moved
from models.domain.own_photo import OwnPhoto
from models.domain.review import ReviewKind, Verdict
from models.domain.slot_source import Slot
from models.domain.slots import replace_slot, slots_of
from models.store import articles, image_reviews, reviews, texts
from models.tables import Article, Decision, Image, Review
from tasks.asking import ensure_asked


async def apply_to_image(
    desk: Services, session: AsyncSession, article: Article, review: Review, decision: Decision
) -> None:
    """An image that is to be made again is found by the next look at the article."""
    match decision.verdict:
        case Verdict.REDO if review.image_id is None:
            await _describe(desk, session, article, review.subject, decision.note)
        case Verdict.APPROVE:
            (await session.get_one(Image, review.image_id)).is_kept = True
        case Verdict.OMIT:
            await _rewrite(desk, session, article, review.subject, None, f"left out image {review.subject}")
        case Verdict.SUPPLY:
            await _hang(desk, session, article, review.subject, OwnPhoto.model_validate_json(decision.note))
        case Verdict.MOVE:
            await _move(desk, session, article, review.subject, decision.note)


async def leave_image_review(desk: Services, session: AsyncSession, article: Article) -> None:
    """On to the tags when every slot has a kept image; back to the drawing when one is to be made again."""
    text = await texts.require_current(session, article)
    images = await articles.newest_images(session, article.id)
    slots = [slot.name for slot in slots_of(text.body)]
    if all(name in images and images[name].is_kept for name in slots):
        await reviews.close_open(session, article.id, desk.clock())  # as of a try that another one took the place of
        articles.move(session, article, Stage.TAGGING, desk.clock())
        return
    redo = await reviews.subjects_decided(session, article.id, ReviewKind.IMAGE, Verdict.REDO)
    refused = await image_reviews.refused_images(session, article.id)
    if any(name not in refused and (name not in images or images[name].id in redo) for name in slots):
        articles.move(session, article, Stage.ILLUSTRATING, desk.clock())


async def _hang(desk: Services, session: AsyncSession, article: Article, slot: str, photo: OwnPhoto) -> None:
    before = (await articles.newest_images(session, article.id)).get(slot)
    last = (await articles.last_image_numbers(session, article.id)).get(slot, 0)
    hung = Image(
        article_id=article.id,
        slot=slot,
        number=last + 1,
        by=ImageBy.PERSON,
        prompt="",
        object_key=photo.object_key,
        sha256=photo.sha256,
        content_type=photo.content_type,
        width=photo.width,
        height=photo.height,
        parent_id=before.id if before else None,
        is_kept=True,
        created_at=desk.clock(),
    )
    session.add(hung)
    await _rewrite(desk, session, article, slot, photo, f"own photo for image {slot}")


async def _describe(desk: Services, session: AsyncSession, article: Article, slot: str, prompt: str) -> None:
    """In the place of the words that nobody may draw."""
    text = await texts.require_current(session, article)
    known = next((each for each in slots_of(text.body) if each.name == slot), None)
    if known is not None and prompt.strip():
        described = Slot.model_validate(known.model_dump() | {"prompt": prompt})
        await _save(desk, session, article, replace_slot(text.body, slot, described), f"image {slot}: {prompt}")


async def _rewrite(
    desk: Services, session: AsyncSession, article: Article, slot: str, photo: OwnPhoto | None, notes: str
) -> None:
    text = await texts.require_current(session, article)
    known = next((each for each in slots_of(text.body) if each.name == slot), None)
    if known is not None:
        body = replace_slot(text.body, slot, photo.in_place_of(known) if photo else None)
        await _save(desk, session, article, body, notes)


async def _move(desk: Services, session: AsyncSession, article: Article, slot: str, words: str) -> None:
    """The place was there when it was asked for; where the text changed meanwhile, the image is just shown again."""
    text = await texts.require_current(session, article)
    try:
        body = moved(text.body, slot, words)
    except Refused as refusal:
        articles.tell(session, article.id, str(refusal), desk.clock())
    else:
        await _save(desk, session, article, body, f"moved image {slot}: {words}")
    await ensure_asked(desk, session, article, ReviewKind.IMAGE)  # also while others wait for their answer


async def _save(desk: Services, session: AsyncSession, article: Article, body: str, notes: str) -> None:
    draft = (await texts.require_current(session, article)).draft.model_copy(update={"body": body})
    await texts.save(session, article, draft, RevisionBy.PERSON, desk.clock(), notes)
