"""Owns a photo that is sent in reply to an image: fetched from Telegram, then kept like any other of the writer's."""

import telegram

from integrations.own_photos import LARGEST_BYTES, keep_photo, require_fitting
from integrations.services import Services
from integrations.telegram.sender import told_apart
from models.domain.errors import Refused
from models.domain.own_photo import OwnPhoto
from models.domain.review import ReviewKind

_HEARD = "Got it: your photo takes its place, {caption}, and nothing says that a model made it."


def hands_in_a_photo(message: telegram.Message, kind: ReviewKind) -> bool:
    is_file = message.document is not None and (message.document.mime_type or "").startswith("image/")
    return kind is ReviewKind.IMAGE and (bool(message.photo) or is_file)


async def own_photo(desk: Services, message: telegram.Message, caption: str) -> OwnPhoto:
    sent = message.photo[-1] if message.photo else message.document  # the largest of its sizes stands last
    if sent is None or (sent.file_size or 0) > LARGEST_BYTES:
        raise Refused("This file is too large for me: Telegram lets a bot fetch 20 MB.")
    require_fitting(caption)
    file = await told_apart(lambda: desk.bot.get_file(sent.file_id))
    return await keep_photo(desk, bytes(await told_apart(file.download_as_bytearray)), caption)


def heard(photo: OwnPhoto) -> str:
    return _HEARD.format(caption="with your caption" if photo.caption else "without a caption")
