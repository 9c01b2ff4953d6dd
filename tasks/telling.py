"""Owns the words to the writer when an article came to an end or stopped."""

from html import escape

from prefect import task
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.opinions_in_words import said_to_be_alone
from integrations.services import Services, services
from integrations.telegram.approvals import close_approval
from integrations.telegram.cards import in_html
from models.domain.article import ENDED, Stage
from models.domain.errors import CopydeskError
from models.domain.publication import PublishStatus
from models.domain.punctuality import lateness
from models.domain.story_links import shelf_of
from models.store import articles, attempts, effects, reviews
from models.tables import Article
from tasks.handing_off import show_hand_off
from tasks.lease import held
from tasks.policies import OWN_STEP, SEEN_BY_A_PERSON
from tasks.showing import notify

_TOLD = {
    Stage.PUBLISHED: "🎉 “{topic}” is out{late}{where}",
    Stage.ON_HOLD: "⏸ “{topic}” is on hold: {reason}. /resume {id} lets it go on.",
    Stage.DROPPED: "🗑 “{topic}” was dropped.",
    Stage.FAILED: "⚠️ “{topic}” could not go on: {reason}. /resume {id} tries again.",
    Stage.LEFT_AS_DRAFT: "📝 “{topic}” is a draft on Medium, which only you see{because}{where}\n"
    "When you have published it, reply to this with the story's link.",
}
_OUT = frozenset({Stage.PUBLISHED, Stage.LEFT_AS_DRAFT})


@task(name="tell the writer", task_run_name="Tell the writer how it ended", **SEEN_BY_A_PERSON)
async def tell_the_end(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
    await close_approval(desk, article_id)
    if article.stage is Stage.HANDED_OFF:
        await show_hand_off(desk, article_id)
    else:
        await _tell(desk, article)
    await _mark_told(article_id)


async def _tell(desk: Services, article: Article) -> None:
    async with desk.database.session() as session:
        late = await _how_late(session, article)
        differing = await attempts.last_differences(session, article.id) if article.stage in _OUT else []
        alone = await said_to_be_alone(session, article.id) if article.stage in _OUT else ""
    words = _TOLD[article.stage].format(
        topic=escape(article.called),
        where=_where(article),
        reason=in_html(article.reason),
        because=f", {in_html(article.reason)}" if article.reason else "",
        late=f", {late} after its time" if late else "",
        id=article.id,
    )
    words += f"\n{alone}" if alone else ""
    words += "".join(f"\nℹ️ {escape(sentence)}" for sentence in differing)
    await notify(f"article:{article.id}:{article.stage}:{article.stage_since.timestamp()}", article.id, words)


def _where(article: Article) -> str:
    """What the writer found by themselves has no address that we know."""
    if article.medium_url is None and article.stage is Stage.LEFT_AS_DRAFT:
        return f": {shelf_of(PublishStatus.DRAFT, None)}"
    return f": {escape(article.medium_url)}" if article.medium_url else ". Reply to this with its link, and I keep it."


async def _how_late(session: AsyncSession, article: Article) -> str:
    sent_at = await attempts.last_intended(session, article.id)
    return lateness(article.publish_at, sent_at) if sent_at is not None else ""


@task(name="hold", task_run_name="Put the article on hold", **OWN_STEP)
async def put_on_hold(article_id: int, reason: str) -> None:
    desk = await services()
    async with desk.database.session() as session:
        article = await effects.article_under(session, article_id, held())
        if article.stage not in ENDED:
            await reviews.close_open(session, article_id, desk.clock())
            refused = article.refused_call
            articles.move(session, article, Stage.ON_HOLD, desk.clock(), reason)
            article.refused_call = refused  # this hold ends by itself when the call can be paid


async def note_untold(article_id: int, reason: str) -> None:
    """No chat takes the word: it stands in the article's story, and is not tried again."""
    desk = await services()
    async with desk.database.session() as session:
        articles.tell(session, article_id, reason, desk.clock())
    await _mark_told(article_id)


async def _mark_told(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        (await effects.article_under(session, article_id, held())).told_at = desk.clock()


def reason_of(error: CopydeskError) -> str:
    return str(error).rstrip(".")
