"""Owns the connection by which an open page of an article hears that something changed."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from console.article.access import Seeing
from console.live import Live

router = APIRouter()


@router.get("/articles/{article_id:int}/live")
async def watch(request: Request, seen: Seeing) -> StreamingResponse:
    live: Live = request.app.state.live
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(live.of_article(seen.article.id), media_type="text/event-stream", headers=headers)
