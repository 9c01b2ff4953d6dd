"""Owns making many waiting articles out of one: what ten thousand real runs would take an hour for.

The pattern came there by a real run. A copy has its own account's rows of the text, the review, the story and the
costs, a card of its own that was really sent, and a run made from the deployment, suspended from its birth. It lacks
what is only looked back at: the task runs and events of its writing in Prefect, and the messages with its text.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.states import Suspended
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.crowd import ARTICLES_OF_AN_ACCOUNT, Waiting, gather_crowd, waiting, waiting_now
from bench.wire import Wire
from bench.writers import Writer, hire
from integrations.runs import ARTICLE_DEPLOYMENT
from integrations.services import Services
from integrations.telegram.buttons import buttons
from models.domain.effects import MessageShows
from models.store import accounts, articles, reviews
from models.tables import Article, CostEntry, Event, Message, Review, Revision, RevisionBlock

Row = TypeVar("Row", bound=SQLModel)
REAL_AT_MOST = 2000  # some 300 a minute
_AT_ONCE = 8


async def large_crowd(desk: Services, wire: Wire, count: int) -> list[Waiting]:
    """Real ones as far as they are made within minutes, and copies of the last of them."""
    crowd = await gather_crowd(desk, wire, min(count, max(REAL_AT_MOST, len(await waiting_now(desk)))))
    missing = count - len(crowd)
    return crowd + await copy_crowd(desk, wire, crowd[-1], missing) if missing else crowd


async def copy_crowd(desk: Services, wire: Wire, pattern: Waiting, count: int) -> list[Waiting]:
    """That many more articles that wait as the pattern does."""
    writers = [await hire(desk, wire) for _ in range(0, count, ARTICLES_OF_AN_ACCOUNT)]
    door = asyncio.Semaphore(_AT_ONCE)
    async with PrefectClient(desk.address.prefect_api_url) as prefect:
        deployment = (await prefect.read_deployment_by_name(ARTICLE_DEPLOYMENT)).id

        async def make(number: int) -> int:
            async with door:
                # in turn, since a chat is sent no more than a card a second
                return await _copy(desk, prefect, deployment, pattern, writers[number % len(writers)])

        made = await asyncio.gather(*(make(number) for number in range(count)))
    return [await waiting(desk, article_id) for article_id in made]


async def _copy(desk: Services, prefect: PrefectClient, deployment: UUID, pattern: Waiting, writer: Writer) -> int:
    async with desk.database.session() as session:
        article, review = await _copy_rows(session, pattern.article_id, writer)
    await _send_card(desk, pattern, article, review)
    run = await prefect.create_flow_run_from_deployment(
        deployment,
        parameters={"article_id": article.id},
        name=f"{article.topic} · {writer.account.label}",
        tags=[writer.account.label],
        idempotency_key=f"{article.id}:{article.attempt}",
        state=Suspended(pause_key=f"draft:{review.round}:{review.subject_hash[:12]}"),
    )
    async with desk.database.session() as session:
        (await articles.article(session, article.id, for_change=True)).flow_run_id = run.id
    return article.id


async def _copy_rows(session: AsyncSession, pattern_id: int, writer: Writer) -> tuple[Article, Review]:
    pattern = await articles.article(session, pattern_id)
    article = await _add(session, pattern, account_id=writer.account.id, flow_run_id=None, revision_id=None)
    [text] = await _rows(session, Revision, pattern_id)
    revision = await _add(session, text, article_id=article.id)
    session.add_all(_again(block, revision_id=revision.id) for block in await articles.blocks_of(session, text.id))
    article.revision_id = revision.id
    [asked] = await _rows(session, Review, pattern_id)
    review = await _add(session, asked, article_id=article.id, revision_id=revision.id)
    session.add_all(_again(each, article_id=article.id) for each in await _rows(session, Event, pattern_id))
    costs = await _rows(session, CostEntry, pattern_id)
    session.add_all(_again(each, article_id=article.id, account_id=writer.account.id) for each in costs)
    return article, review


async def _send_card(desk: Services, pattern: Waiting, article: Article, review: Review) -> None:
    async with desk.database.session() as session:
        shown = await reviews.message_at(session, pattern.chat, pattern.card)
        chat = (await accounts.chats_of(session, article.account_id))[0]
    html = shown.html if shown else article.topic
    rows = buttons(review.kind, review.id, review.subject_hash)
    sent = await desk.sender.text(chat, html, rows)
    async with desk.database.session() as session:
        session.add(
            Message(
                chat_id=chat.id,
                telegram_message_id=sent,
                article_id=article.id,
                review_id=review.id,
                shows=MessageShows.CARD,
                html=html,
                sent_at=desk.clock(),
            )
        )


async def _rows(session: AsyncSession, table: type[Row], article_id: int) -> Sequence[Row]:
    of_article: Any = table
    return (await session.exec(select(table).where(col(of_article.article_id) == article_id))).all()


async def _add(session: AsyncSession, row: Row, **changed: Any) -> Row:
    fresh = _again(row, **changed)
    session.add(fresh)
    await session.flush()
    return fresh


def _again(row: Row, **changed: Any) -> Row:
    """The same row under a number of its own; a block's number is its place, which is kept."""
    values = row.model_dump(exclude=set() if isinstance(row, RevisionBlock) else {"id"})
    return type(row)(**values | changed)
