"""Owns what the tests of the AI reviewer share: an article that waits for it, and what came of that."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel import col, select

from integrations.services import Services
from models.domain.article import Stage
from models.domain.assessment import ReviewerMode
from models.domain.review import Channel, Verdict
from models.store import articles, opinions
from models.tables import Article, Decision, Opinion
from tasks.standing import where_it_stands
from tests.builders import a_person, a_text, an_account, an_article, reread
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]
AI, BOTH = ReviewerMode.AI, ReviewerMode.AI_THEN_HUMAN


async def a_drafted_article(desk: Services, reviewer: ReviewerMode, **fields: Any) -> Article:
    account = await an_account(desk, reviewer=reviewer, **fields)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    await a_text(desk, article)
    return await reread(desk, article)


async def awaited(article: Article) -> bool:
    return (await where_it_stands(article.id)).awaits_the_reviewer


async def stories(desk: Services, article: Article) -> str:
    async with desk.database.session() as session:
        return "\n".join(event.text for event in await articles.story(session, article.id))


async def opinions_of(desk: Services, article: Article) -> list[Opinion]:
    async with desk.database.session() as session:
        return list(await opinions.of_article(session, article.id))


async def decisions(desk: Services) -> list[tuple[Verdict, Channel]]:
    async with desk.database.session() as session:
        found = (await session.exec(select(Decision).order_by(col(Decision.id)))).all()
    return [(each.verdict, each.channel) for each in found]


async def said(outside: Outside) -> str:
    return "\n".join(str(message) for message in await outside.messages())
