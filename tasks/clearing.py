"""Owns the clearing: images of articles that were dropped a month ago, and what was handed in for an import a day ago.

It refuses what another article shows. An article that comes back to life after that gets new images.
"""

from datetime import timedelta
from typing import Final

from prefect import task

from integrations.public_images import public_key
from integrations.services import Services, services
from models.store import garbage, uploads
from tasks.policies import OWN_STEP

DROPPED_ARE_KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 200


@task(name="clear", task_run_name="Take out images of dropped articles", **OWN_STEP)
async def clear_images() -> int:
    """Each by itself: while a store far away is asked for hundreds, no transaction stays open."""
    desk, cleared = await services(), 0
    while cleared < _AT_ONCE and await _clear_one(desk):
        cleared += 1
    return cleared


async def _clear_one(desk: Services) -> bool:
    """The row is locked until its object is gone, so that a death in between leaves both or neither to be found."""
    async with desk.database.session() as session:
        image = await garbage.forgotten_image(session, desk.clock() - DROPPED_ARE_KEPT)
        if image is None:
            return False
        await desk.storage.remove(image.object_key)
        await desk.storage.remove(public_key(image))
        image.gone_at, image.is_kept = desk.clock(), False
        session.add(image)
    return True


@task(name="clear uploads", task_run_name="Take out what was handed in a day ago", **OWN_STEP)
async def clear_uploads() -> int:
    desk = await services()
    async with desk.database.session() as session:
        return await uploads.forget_old(session, desk.clock())
