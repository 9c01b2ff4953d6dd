"""Owns what is done with a whole article on its page: held, brought back, finished by its link, given up."""

from collections.abc import Awaitable
from html import unescape
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console.article.access import Deciding, Seen
from console.article.answers import Typed, not_taken
from console.frame import go
from console.visitors import Desk
from console.words import words
from integrations.finishing import finish_by_link, give_up
from integrations.reopening import reopen_article
from integrations.resuming import hold_article, resume_article
from integrations.services import Services
from integrations.telegram.own_links import tell_chats
from integrations.telegram.replies import Replies
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.story_links import story_link_in

router = APIRouter()


@router.post("/articles/{article_id:int}/hold")
async def hold(request: Request, desk: Desk, seen: Deciding) -> Response:
    async def act() -> str:
        await hold_article(desk, seen.article.id, f"held by {seen.visitor.name}")
        return str(words().article.was_held)

    return await _done(request, desk, seen, act())


@router.post("/articles/{article_id:int}/resume")
async def resume(request: Request, desk: Desk, seen: Deciding) -> Response:
    return await _done(request, desk, seen, resume_article(desk, seen.article.id))


@router.post("/articles/{article_id:int}/link")
async def finish(request: Request, desk: Desk, seen: Deciding, link: Typed) -> Response:
    return await _done(request, desk, seen, _finish(desk, seen, link), link)


async def _finish(desk: Services, seen: Seen, link: str) -> str:
    said = await finish_by_link(desk, seen.article.id, story_link_in(link), seen.visitor.person_id)
    await tell_chats(desk, Replies(desk), seen.article, said)
    return said


@router.post("/articles/{article_id:int}/give-up")
async def give_it_up(request: Request, desk: Desk, seen: Deciding) -> Response:
    return await _done(request, desk, seen, give_up(desk, seen.article.id))


@router.post("/articles/{article_id:int}/reopen")
async def reopen(request: Request, desk: Desk, seen: Deciding, there: Annotated[Stage, Form()]) -> Response:
    async def act() -> str:
        await reopen_article(desk, seen.article.id, there, seen.visitor.name, seen.visitor.person_id)
        return str(words().article.was_reopened)

    return await _done(request, desk, seen, act())


async def _done(request: Request, desk: Services, seen: Seen, act: Awaitable[str], typed: str = "") -> Response:
    """What is said back is Telegram's HTML, without any tag in it."""
    try:
        said = await act
    except Refused as refusal:
        return await not_taken(request, desk, seen, str(refusal), typed)
    return go(request, seen.path, unescape(said))
