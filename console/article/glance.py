"""Owns what stands beside the text of an article of which nothing is asked: how it goes out, its length, its cost."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from console.article.access import Seen
from console.words import words
from integrations.options import options_of
from models.domain.markdown import reading_minutes, words_of
from models.domain.publications import known_publications, options_in_words
from models.store import money
from models.store.texts import Text


@dataclass(frozen=True)
class Glance:
    tags: tuple[str, ...]
    how: str
    length: str
    cost: str


async def glance_at(session: AsyncSession, seen: Seen, text: Text) -> Glance:
    article, account = seen.article, seen.account
    return Glance(
        tags=tuple(article.tags),
        how=options_in_words(options_of(article, account), known_publications(account.publications)),
        length=words().article.length.format(words=words_of(text.body), minutes=reading_minutes(text.body)),
        cost=str(await money.cost_of_article(session, article.id)),
    )
