"""Owns a photo that is handed in on the page, in the place of an image: read, kept, then a decision like any other."""

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile

from console.article.answers import Answered, Typed, conclude
from console.visitors import Desk
from console.words import words
from integrations.answers_in_words import Said
from integrations.answers_in_words import answer as answered
from integrations.own_photos import LARGEST_BYTES
from integrations.review_desk import Ruling
from models.domain.errors import Refused
from models.domain.review import Verdict

router = APIRouter()


@router.post("/articles/{article_id:int}/photo")
async def supply_photo(
    request: Request, desk: Desk, answer: Answered, photo: Annotated[UploadFile, File()], caption: Typed = ""
) -> Response:
    async def act() -> list[Ruling]:
        return await answered(desk, answer.answering, Said(Verdict.SUPPLY, caption, photo=await _read(photo)))

    return await conclude(request, desk, answer, Verdict.SUPPLY, act, caption)


async def _read(photo: UploadFile) -> bytes:
    data = await photo.read(LARGEST_BYTES + 1)
    if not data:
        raise Refused(words().article.photo_missing)
    if len(data) > LARGEST_BYTES:
        raise Refused(words().article.photo_too_large)
    return data
