"""Owns the keeping of a photo that a writer hands in, however it came: looked at, cleaned, put in the object store.

It refuses what is no picture. What a camera or an app wrote into it is taken out before it is kept.
"""

from typing import Final

from integrations.aside import aside
from integrations.services import Services
from integrations.writing.pixels import NotAPicture, decode
from models.domain.errors import Refused
from models.domain.own_photo import OwnPhoto

LARGEST_BYTES: Final = 20_000_000  # core.telegram.org/bots/api#getfile: a bot may fetch no more
_LONGEST_CAPTION: Final = 500


def require_fitting(caption: str) -> None:
    """Before anything is fetched."""
    if len(caption) > _LONGEST_CAPTION:
        raise Refused(f"The caption has {len(caption)} characters; {_LONGEST_CAPTION} is the most.")


async def keep_photo(desk: Services, data: bytes, caption: str) -> OwnPhoto:
    require_fitting(caption)
    try:
        picture = await aside(decode, data)
    except NotAPicture:
        raise Refused("I cannot read this as a picture. Send it as a photo, or as a PNG or JPEG file.") from None
    key = await desk.storage.put(picture.data, picture.content_type)
    about = picture.model_dump(exclude={"data"})
    return OwnPhoto(object_key=key, caption=" ".join(caption.split()), **about)
