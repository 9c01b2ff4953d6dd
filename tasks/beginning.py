"""Owns the moment at which the writing of an article begins, and what has to be there by then. It writes nothing.

A text that came in finished, by an import, is not written: it begins at its review, and needs no source.
"""

from integrations.services import services
from models.domain.article import Stage
from models.domain.sources import lacking
from models.store import accounts, articles, sources
from tasks.interviewing import questions_wanted
from tasks.policies import own_step


@own_step
async def begin(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is Stage.QUEUED and article.revision_id is not None:
            articles.move(session, article, Stage.DRAFT_REVIEW, desk.clock(), "its text came finished")
            return
        account = await accounts.account(session, article.account_id)
        is_required = article.overrides.get("sources_required", account.sources_required)
        is_lacking = is_required and not await sources.materials(session, article_id)
        if is_lacking and any(link.read_at is None for link in await sources.links(session, article_id)):
            return  # one came while the others were read: it is read next
        if is_lacking and article.stage is Stage.QUEUED:
            # Here and not by its run, a moment later: a source that comes in between would wake nobody.
            articles.move(session, article, Stage.ON_HOLD, desk.clock(), lacking(article_id))
        elif article.stage is Stage.QUEUED:
            there = Stage.INTERVIEWING if questions_wanted(article, account) else Stage.DRAFTING
            articles.move(session, article, there, desk.clock())
