"""Owns the articles that wait in a bench, each suspended at its draft review: those of a kept home, then new ones.

New ones are brought there by real runs. Above a number that this would take too long for, real ones are copied.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prefect.client.schemas.objects import StateType
from sqlmodel import col, func, select

from bench.wire import NothingCame, Wire
from bench.writers import Writer, hire
from integrations.resuming import start_run
from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import MessageShows
from models.domain.review import ReviewKind
from models.store import articles, cards, reviews
from models.tables import Article, Chat, Message, Review

ARTICLES_OF_AN_ACCOUNT = 50
_STARTED_AT_ONCE = 8
_LOOKED_AT_EVERY_SECONDS = 0.5
_SETTLES_WITHIN_SECONDS = 60.0


@dataclass(frozen=True)
class Waiting:
    """An article that waits for its writer, and the card on which it can be decided."""

    article_id: int
    run_id: UUID
    chat: int
    card: int


async def gather_crowd(
    desk: Services, wire: Wire, count: int, images: int = 1, *, of_an_account: int = ARTICLES_OF_AN_ACCOUNT
) -> list[Waiting]:
    """That many articles, all suspended at their draft review, those that wait already among them."""
    known = (await waiting_now(desk))[:count]
    missing = count - len(known)
    writers = [await hire(desk, wire) for _ in range(0, missing, of_an_account)]
    door = asyncio.Semaphore(_STARTED_AT_ONCE)
    numbers = zip(range(missing), itertools.cycle(writers), strict=False)
    ids = await asyncio.gather(*(_start(desk, writer, number, images, door) for number, writer in numbers))
    await _until_asleep(desk, await _runs_of(desk, ids))
    return known + [await waiting(desk, article_id) for article_id in ids]


async def waiting_now(desk: Services) -> list[Waiting]:
    """The articles of this home that wait at their draft review, the oldest first, each with its newest card."""
    query = (
        select(Article.id, Article.flow_run_id, Chat.telegram_chat_id, func.max(Message.telegram_message_id))
        .join(Review, col(Review.article_id) == Article.id)
        .join(Message, col(Message.review_id) == Review.id)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(
            Article.stage == Stage.DRAFT_REVIEW,
            col(Article.flow_run_id).is_not(None),
            Review.kind == ReviewKind.DRAFT,
            col(Review.closed_at).is_(None),
            Message.shows == MessageShows.CARD,
        )
        .group_by(col(Article.id), col(Chat.telegram_chat_id))
        .order_by(col(Article.id))
    )
    async with desk.database.session() as session:
        found = (await session.exec(query)).all()
    return [Waiting(article_id, run_id, chat, card) for article_id, run_id, chat, card in found if run_id is not None]


async def waiting(desk: Services, article_id: int, kind: ReviewKind = ReviewKind.DRAFT) -> Waiting:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        asked = [each for each in await reviews.open_reviews(session, article_id) if each.kind is kind]
        if article.flow_run_id is None or not asked:
            raise NothingCame(f"Article {article_id} does not wait for its writer: it {article.stage.sentence}.")
        message, chat = (await cards.cards_of(session, asked[0].id))[-1]
    return Waiting(article_id, article.flow_run_id, chat.telegram_chat_id, message.telegram_message_id)


async def settle(desk: Services, run_ids: Sequence[UUID]) -> None:
    """Wait until these runs sleep again, so that what they still do does not count against the next one.

    Not oftener: each look costs Prefect's server, whose CPU is counted.
    """
    await _until_asleep(desk, run_ids, every_seconds=0.25)


async def add_article(
    desk: Services, writer: Writer, topic: str, images: int, due_in: timedelta = timedelta(days=2)
) -> int:
    now = desk.clock()
    async with desk.database.session() as session:
        article = Article(
            account_id=writer.account.id,
            topic=topic,
            overrides={"images": images, "words": 300},
            publish_at=now + due_in,
            stage_since=now,
            created_at=now,
        )
        session.add(article)
    return article.id


async def _start(desk: Services, writer: Writer, number: int, images: int, door: asyncio.Semaphore) -> int:
    async with door:
        article_id = await add_article(desk, writer, f"What the tide leaves behind, part {number + 1}", images)
        await start_run(desk, article_id)
    return article_id


async def _runs_of(desk: Services, ids: Sequence[int]) -> list[UUID]:
    async with desk.database.session() as session:
        found = [(await articles.article(session, article_id)).flow_run_id for article_id in ids]
    return [run_id for run_id in found if run_id is not None]


async def _until_asleep(
    desk: Services, run_ids: Sequence[UUID], every_seconds: float = _LOOKED_AT_EVERY_SECONDS
) -> None:
    """Only those that were awake at the last look are asked about, and as long as one falls asleep there is hope."""
    awake, hope_ends = list(run_ids), time.monotonic() + _SETTLES_WITHIN_SECONDS
    while True:
        states = await desk.runs.states(awake)
        still = [run_id for run_id, state in states.items() if state.type is not StateType.PAUSED]
        if not still:
            return
        if len(still) < len(awake):
            hope_ends = time.monotonic() + _SETTLES_WITHIN_SECONDS
        elif time.monotonic() > hope_ends:
            raise NothingCame(f"{len(still)} runs did not fall asleep, such as {still[0]}.")
        awake = still
        await asyncio.sleep(every_seconds)
