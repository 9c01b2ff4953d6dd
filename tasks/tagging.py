"""Owns the proposal of tags; the time is the article's own and is proposed with them.

Tags that came with an imported text are the writer's own: no model is asked for others.
"""

from prefect import task

from integrations.services import services
from models.domain.article import Stage
from models.domain.draft import TagProposal
from models.domain.tagging import first_tags, tags_of_category
from models.store import accounts, articles, effects, texts
from tasks.lease import held
from tasks.paying import paid
from tasks.policies import PAID_CALL


@task(name="propose tags", task_run_name="Propose tags and time", **PAID_CALL)
async def propose_tags(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        account = await accounts.account(session, article.account_id)
        usual = first_tags(tags_of_category(article.category, account.category_tags), account.tags)
        text = await texts.require_current(session, article)
    key = f"article:{article_id}:tags:{text.revision.number}"
    own = tuple(article.tags or article.overrides.get("tags", ()))  # those of an article that comes back to its text
    proposal = (
        TagProposal(tags=own)
        if own
        else await paid(key, article, "tags", TagProposal, lambda: desk.writer.propose_tags(text.draft, usual))
    )
    async with desk.database.session() as session:
        article = await effects.article_under(session, article_id, held())
        if article.stage is Stage.TAGGING:
            article.tags = list(first_tags(usual, proposal.tags))
            articles.move(session, article, Stage.FINAL_REVIEW, desk.clock())
