"""Owns the look at what changed since the writer saw the text last. It asks no model."""

import asyncio

from integrations.services import Services
from models.domain.changes import what_changed
from models.store import reviews, texts
from models.store.texts import Text
from models.tables import Revision


async def since_the_last_look(desk: Services, text: Text) -> tuple[str, ...]:
    """Nothing in the first round."""
    async with desk.database.session() as session:
        seen = await reviews.shown_before(session, text.revision.article_id, text.revision.id)
        if seen is None:
            return ()
        before = await texts.read(session, await session.get_one(Revision, seen))
    return await asyncio.to_thread(what_changed, before.draft, text.draft)
