"""Owns the page of an article's images: every try at every slot, and what was said about each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from console.article.access import Seeing, Seen
from console.article.asked import decided_words
from console.article.head import Head, head_of
from console.frame import show
from console.visitors import Desk
from integrations.services import Services
from models.domain.effects import ImageBy
from models.domain.moving import place_of
from models.domain.review import ReviewKind, Verdict
from models.domain.schedule import in_zone
from models.domain.slot_source import Slot
from models.domain.slots import slots_of
from models.store import one_article, texts
from models.store.one_article import Decided
from models.tables import Image

router = APIRouter()
_MOST_DECISIONS = 500


@dataclass(frozen=True)
class Try:
    number: int
    small: str
    full: str
    is_gone: bool
    is_kept: bool
    is_by_model: bool
    prompt: str
    width: int
    height: int
    when: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class OfSlot:
    """One place for an image; `place` is empty where the text has it no more."""

    name: str
    alt: str
    caption: str
    place: str
    tries: tuple[Try, ...]


@dataclass(frozen=True)
class ImagesPage:
    head: Head
    slots: tuple[OfSlot, ...]


@router.get("/articles/{article_id:int}/images")
async def show_images(request: Request, desk: Desk, seen: Seeing) -> Response:
    return await show(request, seen.visitor, "article/images.html", await _page(desk, seen))


async def _page(desk: Services, seen: Seen) -> ImagesPage:
    async with desk.database.session() as session:
        text = await texts.current(session, seen.article)
        found = await one_article.images(session, seen.article.id)
        decided = await one_article.decisions(session, seen.article.id, _MOST_DECISIONS)
    body = text.body if text else ""
    slots = {slot.name: slot for slot in slots_of(body)}
    by_slot = defaultdict[str, list[Image]](list)
    for image in found:
        by_slot[image.slot].append(image)
    said = _said(decided)
    names = [*slots, *(name for name in by_slot if name not in slots)]
    return ImagesPage(
        head_of(desk, seen, text, "images"),
        tuple(_of_slot(seen, name, slots.get(name), body, by_slot[name], said) for name in names),
    )


def _of_slot(
    seen: Seen, name: str, slot: Slot | None, body: str, tries: list[Image], said: dict[int, list[str]]
) -> OfSlot:
    return OfSlot(
        name=name,
        alt=slot.alt if slot else "",
        caption=slot.caption if slot else "",
        place=place_of(body, name),
        tries=tuple(_try(seen, each, said.get(each.id, [])) for each in tries),
    )


def _try(seen: Seen, image: Image, said: list[str]) -> Try:
    full = f"{seen.path}/images/{image.id}"
    return Try(
        number=image.number,
        small=f"{full}/small",
        full=full,
        is_gone=image.gone_at is not None,
        is_kept=image.is_kept,
        is_by_model=image.by is ImageBy.MODEL,
        prompt=image.prompt,
        width=image.width,
        height=image.height,
        when=in_zone(image.created_at, seen.account.zone),
        said=tuple(said),
    )


def _said(decided: Sequence[Decided]) -> dict[int, list[str]]:
    """By image, the oldest first."""
    found = defaultdict[int, list[str]](list)
    for review, decision, person in reversed(decided):
        if review.kind is ReviewKind.IMAGE and review.image_id is not None:
            note = "" if decision.verdict is Verdict.SUPPLY else decision.note
            found[review.image_id].append(decided_words(decision, person) + (f": {note}" if note else ""))
    return found
