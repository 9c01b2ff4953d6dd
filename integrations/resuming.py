"""Owns the stopping of an article by a person, and its way back to life: a new attempt from where it stopped."""

from html import escape
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from integrations.telegram.approvals import close_approval
from models.domain.article import ENDED, STOPPED, Stage
from models.domain.errors import Refused
from models.domain.slots import slots_of
from models.store import accounts, articles, effects, reviews, texts
from models.store.wake import tell_of_schedule, wake
from models.tables import Article

MAY_BE_DROPPED: Final = frozenset(Stage) - (ENDED - {Stage.ON_HOLD, Stage.FAILED}) - {Stage.PUBLISHING, Stage.UNCERTAIN}

_WANTS_IMAGES: Final = frozenset({Stage.TAGGING, Stage.FINAL_REVIEW, Stage.SCHEDULED, Stage.PUBLISHING})


async def hold_article(desk: Services, article_id: int, reason: str = "held by the writer") -> str:
    """Stop it where it stands. A run that is being executed finds out at its next step, a sleeping one is ended."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage in ENDED or article.stage is Stage.PUBLISHING:
            raise Refused(f"“{article.called}” {article.stage.sentence}; it cannot be held.")
        is_executed = await _stop(desk, session, article, Stage.ON_HOLD, reason)
    await _end_run(desk, article, is_executed=is_executed)
    await close_approval(desk, article_id)
    return f"“{escape(article.called)}” is on hold. /resume {article.id} lets it go on."


async def drop_article(desk: Services, article_id: int, reason: str = "dropped by the writer") -> str:
    """Give it up where it stands, held and failed ones too. Whether a story is on Medium has to be said before."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is Stage.UNCERTAIN:
            raise Refused(f"“{article.called}” may be on Medium. Say first whether it is.")
        if article.stage not in MAY_BE_DROPPED:
            raise Refused(f"“{article.called}” {article.stage.sentence}; it cannot be dropped.")
        is_executed = await _stop(desk, session, article, Stage.DROPPED, reason)
    await _end_run(desk, article, is_executed=is_executed)
    await close_approval(desk, article_id)
    return f"“{escape(article.called)}” was dropped. /resume {article.id} brings it back."


async def _stop(desk: Services, session: AsyncSession, article: Article, there: Stage, reason: str) -> bool:
    """Whether its run is being executed."""
    articles.move(session, article, there, desk.clock(), reason)
    await reviews.close_open(session, article.id, desk.clock())
    is_executed = await effects.lease_of(session, article.id, desk.clock()) is not None
    article.told_at = None if is_executed else desk.clock()  # what comes back from here is the word to the writer
    return is_executed


async def _end_run(desk: Services, article: Article, *, is_executed: bool) -> None:
    if article.flow_run_id is not None and not is_executed:
        await desk.runs.cancel(article.flow_run_id)


async def resume_article(desk: Services, article_id: int) -> str:
    """Who died between the two halves of it and comes again finds an article without a run, and starts that."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage in STOPPED:
            articles.move(session, article, await _back_to(session, article), desk.clock(), "resumed")
            article.attempt, article.flow_run_id, article.failed_runs = article.attempt + 1, None, 0
        elif not _is_half_resumed(article):
            raise Refused(f"“{article.called}” is not on hold ({article.stage.sentence}).")
    if article.stage is not Stage.QUEUED:
        await start_run(desk, article_id)
    return f"“{escape(article.called)}” goes on: {article.stage.sentence}."


async def _back_to(session: AsyncSession, article: Article) -> Stage:
    """Where it stopped. Images are looked over before they are asked about: of what was asked nothing is open any more.

    A month after an article was dropped it has none, and gets new ones.
    """
    there = article.stopped_at_stage or Stage.QUEUED
    if there is Stage.IMAGE_REVIEW:
        return Stage.ILLUSTRATING
    if there in _WANTS_IMAGES and (body := await texts.body_of(session, article)) is not None:
        images = await articles.newest_images(session, article.id)
        if any(slot.name not in images for slot in slots_of(body)):
            return Stage.ILLUSTRATING
    return there


def _is_half_resumed(article: Article) -> bool:
    is_at_work = article.stage not in ENDED and article.stage is not Stage.QUEUED
    return is_at_work and article.attempt > 1 and article.flow_run_id is None


async def start_run(desk: Services, article_id: int) -> None:
    """Start the article's run. The attempt is the key, so a crash before the last line changes nothing."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        account = await accounts.account(session, article.account_id)
    run_id = await desk.runs.start(
        article_id, article.attempt, name_of_run(article.topic, account.label), [account.label]
    )
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        article.flow_run_id = run_id
        articles.tell(session, article_id, f"run {article.attempt} was started", desk.clock())
        await tell_of_schedule(session)
        await wake(session, article_id)


def name_of_run(topic: str, label: str) -> str:
    return f"{topic} · {label}"
