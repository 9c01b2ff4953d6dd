"""Owns the start of articles: each gets one run, however often it is asked for."""

from prefect import task

from integrations.resuming import start_run
from integrations.services import services
from models.store import articles
from tasks.policies import OWN_STEP


@task(name="look", task_run_name="Look which articles are due", **OWN_STEP)
async def due_articles() -> list[tuple[int, str]]:
    """Ids and topics, the most urgent first; of a crowd as many as a minute may begin, and the others the next time."""
    desk = await services()
    limit = desk.settings.copydesk_starts_per_minute
    async with desk.database.session() as session:
        return [(article.id, article.topic) for article in await articles.due(session, desk.clock(), limit)]


@task(name="start", task_run_name="Start “{topic}”", **OWN_STEP)
async def start_article(article_id: int, topic: str) -> None:  # noqa: ARG001 - the topic names the task run
    await start_run(await services(), article_id)
