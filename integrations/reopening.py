"""Owns the way back from an approval: its seal is void, and nothing goes out before somebody approves it again.

It refuses what goes out at this very moment, and what is out.
"""

from typing import Final

from integrations.services import Services
from integrations.telegram.approvals import close_approval
from models.domain.article import Stage
from models.domain.errors import Refused
from models.store import articles
from models.store.wake import tell_of_schedule
from models.tables import Article

PLACES: Final = frozenset({Stage.FINAL_REVIEW, Stage.DRAFT_REVIEW})


async def reopen_article(desk: Services, article_id: int, there: Stage, who: str, person_id: int | None = None) -> None:
    """To tags and time, or to the text. Its run waits for the publishing time, and is asked to look at once."""
    if there not in PLACES:
        raise Refused(f"An article is not reopened as {there}.")
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is Stage.SCHEDULED:
            article.seal = None
            articles.move(session, article, there, desk.clock())
            articles.tell(session, article_id, f"was reopened by {who}: the approval is void", desk.clock(), person_id)
        elif article.stage is not there:  # there already: asked twice, or Prefect was away the first time
            raise Refused(
                f"“{article.called}” {article.stage.sentence}: there is no approval that could be taken back."
            )
    await close_approval(desk, article_id, who)
    await _look_at_once(desk, article)


async def _look_at_once(desk: Services, article: Article) -> None:
    if article.flow_run_id is None:
        return
    await desk.runs.reschedule(article.flow_run_id, desk.clock())
    async with desk.database.session() as session:
        await tell_of_schedule(session)
