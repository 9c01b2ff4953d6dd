"""Owns the article as one page with its images in it, as it will look, for a person who wants to see it whole.

The images are small copies inside the page: it opens anywhere, and no address of the object store leaves the desk.
"""

import asyncio
import base64
from io import BytesIO

from PIL import Image as Pixels

from integrations.services import Services
from models.domain.draft import Draft
from models.domain.image_references import reference_to
from models.domain.rendering import page_around, with_references
from models.domain.slots import replace_slot, slots_of
from models.store import articles
from models.tables import Image

_SHOWN_PIXELS = 1000


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
    data = await asyncio.to_thread(small_jpeg, await desk.storage.get(image.object_key), _SHOWN_PIXELS)
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def small_jpeg(data: bytes, side: int) -> bytes:
    """It burns CPU: call it in a thread."""
    with Pixels.open(BytesIO(data)) as image:
        image.thumbnail((side, side))
        out = BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=75)
        return out.getvalue()
