"""Owns a photo that is sent in reply to an image: fetched, looked at, kept in the object store, then a decision.

It refuses what is no picture. What Telegram or a camera wrote into it is taken out before it is kept.
"""

import asyncio

import telegram

from integrations.services import Services
from integrations.telegram.sender import told_apart
from integrations.writing.pixels import NotAPicture, decode
from models.domain.errors import Refused
from models.domain.own_photo import OwnPhoto
from models.domain.review import ReviewKind

_LARGEST_BYTES = 20_000_000  # core.telegram.org/bots/api#getfile: a bot may fetch no more
_LONGEST_CAPTION = 500
_HEARD = "Got it: your photo takes its place, {caption}, and nothing says that a model made it."


def hands_in_a_photo(message: telegram.Message, kind: ReviewKind) -> bool:
    is_file = message.document is not None and (message.document.mime_type or "").startswith("image/")
    return kind is ReviewKind.IMAGE and (bool(message.photo) or is_file)


async def own_photo(desk: Services, message: telegram.Message, caption: str) -> OwnPhoto:
    sent = message.photo[-1] if message.photo else message.document  # the largest of its sizes stands last
    if sent is None or (sent.file_size or 0) > _LARGEST_BYTES:
        raise Refused("This file is too large for me: Telegram lets a bot fetch 20 MB.")
    if len(caption) > _LONGEST_CAPTION:
        raise Refused(f"The caption has {len(caption)} characters; {_LONGEST_CAPTION} is the most.")
    file = await told_apart(lambda: desk.bot.get_file(sent.file_id))
    data = bytes(await told_apart(file.download_as_bytearray))
    try:
        picture = await asyncio.to_thread(decode, data)
    except NotAPicture:
        raise Refused("I cannot read this as a picture. Send it as a photo, or as a PNG or JPEG file.") from None
    key = await desk.storage.put(picture.data, picture.content_type)
    about = picture.model_dump(exclude={"data"})
    return OwnPhoto(object_key=key, caption=" ".join(caption.split()), **about)


def heard(photo: OwnPhoto) -> str:
    return _HEARD.format(caption="with your caption" if photo.caption else "without a caption")
