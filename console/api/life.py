"""Owns what a program does with a whole article: moved to another time, held, brought back, dropped, reopened."""

from html import unescape

from fastapi import APIRouter

from console.api.callers import Called, Deciding
from console.api.lines import line
from console.api.problems import ACTS, problems
from console.api.sent import NewTime, Reason, Reopened, StoryAddress
from console.api.shapes import Done
from console.visitors import Desk
from integrations.finishing import drop_or_give_up, finish_by_link
from integrations.reopening import reopen_article
from integrations.rescheduling import Mover, reschedule
from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from integrations.telegram.own_links import tell_chats
from integrations.telegram.replies import Replies
from models.domain.review import Channel
from models.domain.story_links import story_link_in
from models.domain.typed_time import read_time
from models.store import articles, texts

router = APIRouter()


@router.post("/articles/{article_id:int}/hold", summary="Hold an article", responses=problems(*ACTS))
async def hold(desk: Desk, called: Deciding, given: Reason) -> Done:
    why = " ".join(given.reason.split()) or f"held by {called.visitor.name}"
    return await _done(desk, called, await hold_article(desk, called.article.id, why))


@router.post("/articles/{article_id:int}/resume", summary="Let an article go on", responses=problems(*ACTS))
async def resume(desk: Desk, called: Deciding) -> Done:
    return await _done(desk, called, await resume_article(desk, called.article.id))


@router.post("/articles/{article_id:int}/time", summary="Move an article to another time", responses=problems(*ACTS))
async def move(desk: Desk, called: Deciding, given: NewTime) -> Done:
    settled = read_time(given.at, called.account.zone, desk.clock())
    mover = Mover(called.visitor.person_id, Channel.CONSOLE, given.saw)
    said = await reschedule(desk, called.article.id, settled.at, mover)
    return await _done(desk, called, f"{said} {settled.said}".rstrip())


@router.post("/articles/{article_id:int}/drop", summary="Give an article up", responses=problems(*ACTS))
async def drop(desk: Desk, called: Deciding, given: Reason) -> Done:
    why = " ".join(given.reason.split()) or f"dropped by {called.visitor.name}"
    return await _done(desk, called, await drop_or_give_up(desk, called.article.id, why))


@router.post("/articles/{article_id:int}/reopen", summary="Take an approval back", responses=problems(*ACTS))
async def reopen(desk: Desk, called: Deciding, given: Reopened) -> Done:
    visitor = called.visitor
    await reopen_article(desk, called.article.id, given.to, visitor.name, visitor.person_id)
    return await _done(desk, called, "The approval is void, and it is asked about anew.")


@router.post(
    "/articles/{article_id:int}/link", summary="Name the story that was put out by hand", responses=problems(*ACTS)
)
async def finish(desk: Desk, called: Deciding, given: StoryAddress) -> Done:
    link = story_link_in(given.url)
    said = await finish_by_link(desk, called.article.id, link, called.visitor.person_id)
    await tell_chats(desk, Replies(desk), called.article, said)
    return await _done(desk, called, said)


async def _done(desk: Services, called: Called, said: str) -> Done:
    """What is said is Telegram's HTML, without any tag in it."""
    async with desk.database.session() as session:
        article = await articles.article(session, called.article.id)
        text = await texts.current(session, article)
    return Done(article=line(article, called.account, text.revision.title if text else ""), said=unescape(said))
