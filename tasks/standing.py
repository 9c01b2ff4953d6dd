"""Owns the look at where an article stands: all that a run needs to go on. One read, whatever came before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.domain.slots import slots_of
from models.store import articles, image_reviews, interviews, reviews, sources, texts
from models.tables import Article
from tasks.assessing import awaits_the_reviewer


@dataclass(frozen=True)
class Missing:
    """A slot that needs an image, and which try it will be."""

    slot: str
    number: int


@dataclass(frozen=True)
class Standing:
    """What the story needs to know to take its next step."""

    stage: Stage
    since: datetime
    flow_run_id: UUID | None
    reason: str
    next_revision: int
    missing_images: tuple[Missing, ...]
    url: str | None
    has_links_to_read: bool
    needs_questions: bool
    awaits_the_reviewer: bool


async def where_it_stands(article_id: int) -> Standing:
    desk = await services()
    await desk.precedence.give_way()
    async with desk.database.at_once() as session:
        article, _ = await articles.article_and_account(session, article_id)  # the account is asked for further down
        return Standing(
            stage=article.stage,
            since=_since(article),
            flow_run_id=article.flow_run_id,
            reason=article.reason,
            next_revision=await _next_revision(session, article),
            missing_images=await missing_images(session, article),
            url=article.medium_url,
            has_links_to_read=await has_links_to_read(session, article),
            needs_questions=article.stage is Stage.INTERVIEWING and not await interviews.questions(session, article_id),
            awaits_the_reviewer=await awaits_the_reviewer(session, article),
        )


def _since(article: Article) -> datetime:
    """From when on an outage counts: while an approved article waits for its time, none does."""
    return max(article.stage_since, article.publish_at) if article.stage is Stage.SCHEDULED else article.stage_since


async def _next_revision(session: AsyncSession, article: Article) -> int:
    """Asked only where one is to be written: this look is on the way of every tap."""
    return await articles.last_number(session, article.id) + 1 if article.stage is Stage.DRAFTING else 0


async def has_links_to_read(session: AsyncSession, article: Article) -> bool:
    """Before the writing begins every link is looked at, so that the word about a bad one is never lost."""
    if article.stage not in (Stage.QUEUED, Stage.DRAFTING):
        return False
    links = await sources.links(session, article.id)
    return any(article.stage is Stage.QUEUED or link.read_at is None for link in links)


async def missing_images(session: AsyncSession, article: Article) -> tuple[Missing, ...]:
    """Slots of the text without an image, or whose newest image is to be made again."""
    if article.stage is not Stage.ILLUSTRATING or (body := await texts.body_of(session, article)) is None:
        return ()
    images = await articles.newest_images(session, article.id)
    redo = await reviews.subjects_decided(session, article.id, ReviewKind.IMAGE, Verdict.REDO) if images else ()
    refused = await image_reviews.refused_images(session, article.id)
    wanted = [
        slot.name
        for slot in slots_of(body)
        if slot.name not in refused and (slot.name not in images or images[slot.name].id in redo)
    ]
    last = await articles.last_image_numbers(session, article.id) if wanted else {}
    return tuple(Missing(name, last.get(name, 0) + 1) for name in wanted)
