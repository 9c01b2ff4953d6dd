"""Owns which passages of a text are its writer's own, as the writer says: no model changes those.

It refuses to lock what is not the newest version, since passages may stand elsewhere by now.
"""

from integrations.services import Services
from models.domain.errors import Refused
from models.domain.markdown import BlockKind
from models.store import articles, texts

_NOT_ASKED_ABOUT = frozenset({BlockKind.BLANK, BlockKind.SLOT, BlockKind.DEFINITION})


async def set_locks(
    desk: Services, article_id: int, revision_id: int, positions: frozenset[int], *, head: bool, who: str
) -> None:
    """Exactly these passages, and title and subtitle or not; what readers never see stays as it was."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        text = await texts.require_current(session, article)
        if text.revision.id != revision_id:
            raise Refused(f"There is version {text.revision.number} by now. Look at its passages, and lock them there.")
        asked = {block.position for block in text.blocks if block.kind not in _NOT_ASKED_ABOUT}
        before = {block.position for block in text.blocks if block.is_locked} & asked
        if before == positions & asked and text.revision.is_head_locked is head:
            return
        texts.lock(session, text, positions & asked, head=head)
        texts.unlock(session, text, asked - positions, head=not head)
        locked, freed = len((positions & asked) - before), len(before - positions)
        articles.tell(session, article_id, f"{who} locked {locked} passages and freed {freed}", desk.clock())
