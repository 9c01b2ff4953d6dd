"""Owns a photo that is handed in on the page, in the place of an image: read, kept, then a decision like any other."""

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile

from console.article.answers import Answered, Typed, conclude
from console.visitors import Desk
from console.words import words
from integrations.answering import decide
from integrations.own_photos import LARGEST_BYTES, keep_photo
from integrations.review_desk import Ruling
from models.domain.errors import Refused
from models.domain.review import ReviewKind, Verdict

router = APIRouter()


@router.post("/articles/{article_id:int}/photo")
async def supply_photo(
    request: Request, desk: Desk, answer: Answered, photo: Annotated[UploadFile, File()], caption: Typed = ""
) -> Response:
    async def act() -> list[Ruling]:
        if answer.answering.review.kind is not ReviewKind.IMAGE:
            raise Refused(words().article.not_this_way)
        kept = await keep_photo(desk, await _read(photo), caption)
        return [await decide(desk, answer.replies, answer.answering, Verdict.SUPPLY, kept.model_dump_json())]

    return await conclude(request, desk, answer, Verdict.SUPPLY, act, caption)


async def _read(photo: UploadFile) -> bytes:
    data = await photo.read(LARGEST_BYTES + 1)
    if not data:
        raise Refused(words().article.photo_missing)
    if len(data) > LARGEST_BYTES:
        raise Refused(words().article.photo_too_large)
    return data
