"""Owns the step before the writing in which an article's links are read, and the word about those that cannot be."""

from html import escape

from prefect import task

from integrations import sourcing
from integrations.services import services
from models.domain.errors import TryLater
from models.domain.sources import MOST_TRIES
from models.store import articles, sources
from models.tables import Source
from tasks.policies import READ
from tasks.showing import notify


@task(name="read sources", task_run_name="Read the sources", **READ)
async def read_sources(article_id: int) -> None:
    """Every link is read, or the writer is told why it is not; the article goes on without it."""
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        links = await sources.links(session, article_id)
    read = await sourcing.read_links(desk, links)
    for source in read:
        if source.read_at is not None and not source.text:
            await notify(f"source:{source.id}:{source.read_at.timestamp()}", article_id, _word(article.called, source))
    if away := [source for source in read if source.read_at is None]:
        raise TryLater(f"{away[0].word} It is tried {MOST_TRIES} times in all.")


def _word(topic: str, source: Source) -> str:
    return (
        f"🔗 “{escape(topic)}” is written without one of its sources. {escape(source.word)}\n"
        f"/source {source.article_id} and a link or a note adds another one."
    )
