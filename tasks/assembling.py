"""Owns the article as one page with its images in it, as it will look, for a person who wants to see it whole.

The images are small copies inside the page: it opens anywhere, and no address of the object store leaves the desk.
"""

import base64

from integrations.aside import aside
from integrations.services import Services
from integrations.writing.pixels import small_jpeg
from models.domain.draft import Draft
from models.domain.image_references import reference_to
from models.domain.rendering import page_around, with_references
from models.domain.slots import replace_slot, slots_of
from models.store import articles
from models.tables import Image

_SHOWN_PIXELS, _THUMBNAIL_PIXELS = 1000, 320
_COPIES_KEPT = 64  # about 100 kB each
_copies: dict[str, bytes] = {}


async def assembled_page(desk: Services, article_id: int, draft: Draft) -> str:
    """A slot whose image was refused or is still to be made is left out of it."""
    async with desk.database.session() as session:
        newest = await articles.newest_images(session, article_id)
    body, used = draft.body, {}
    for slot in slots_of(body):
        if slot.name in newest:
            used[slot.name] = newest[slot.name]
        else:
            body = replace_slot(body, slot.name, None)
    html = with_references(draft.title, draft.subtitle, body, {name: image.sha256 for name, image in used.items()})
    for image in used.values():
        html = html.replace(f'src="{reference_to(image.sha256)}"', f'src="{await inside(desk, image)}"')
    return page_around(draft.title, html)


async def inside(desk: Services, image: Image) -> str:
    """A small copy, as an address that holds it."""
    return f"data:image/jpeg;base64,{base64.b64encode(await _copy(desk, image.object_key)).decode()}"


async def thumbnail(desk: Services, object_key: str) -> bytes:
    """As a JPEG, of the small copy: the image itself, of megabytes, is decoded once for both."""
    return await aside(small_jpeg, await _copy(desk, object_key), _THUMBNAIL_PIXELS)


async def _copy(desk: Services, object_key: str) -> bytes:
    """What a key stands for never changes, and a new image is looked at several times in its first seconds."""
    if object_key not in _copies:
        data = await desk.storage.get(object_key)
        _copies[object_key] = await aside(small_jpeg, data, _SHOWN_PIXELS)
        while len(_copies) > _COPIES_KEPT:
            del _copies[next(iter(_copies))]
    return _copies[object_key]
