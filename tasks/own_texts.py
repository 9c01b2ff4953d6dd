"""Owns the taking over of a text that the writer handed in or edited: a revision of their own, locked."""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from models.domain.checks.finding import Manuscript
from models.domain.checks.own_texts import warnings_for
from models.domain.editing import Edited, touched
from models.domain.effects import RevisionBy
from models.domain.markdown import split_blocks
from models.domain.own_text import read_own_text
from models.domain.passages import origins
from models.store import accounts, texts
from models.tables import Article, Decision


async def take_over(desk: Services, session: AsyncSession, article: Article, decision: Decision) -> None:
    """It is shown again before it counts: an approval is a tap on the text as it will go out."""
    before = await texts.require_current(session, article)
    account = await accounts.account(session, article.account_id)
    draft = read_own_text(decision.note, before.draft)
    text = await texts.save(
        session,
        article,
        draft,
        RevisionBy.PERSON,
        desk.clock(),
        "the writer's own text",
        warnings=warnings_for(Manuscript(before.draft, account.language), draft),
    )
    texts.lock(session, text, range(len(text.blocks)), head=True)


async def take_edit(desk: Services, session: AsyncSession, article: Article, decision: Decision) -> None:
    """What the writer touched is theirs from now on; the rest stays as free or as locked as it was."""
    before = await texts.require_current(session, article)
    account = await accounts.account(session, article.account_id)
    draft = Edited.model_validate_json(decision.note).draft
    came_from = origins([block.text for block in before.blocks], [part.text for part in split_blocks(draft.body)])
    text = await texts.save(
        session,
        article,
        draft,
        RevisionBy.PERSON,
        desk.clock(),
        "edited by hand",
        warnings=warnings_for(Manuscript(before.draft, account.language), draft),
        came_from=came_from,
    )
    own = touched([block.text for block in before.blocks], [block.text for block in text.blocks], came_from)
    is_head = (draft.title, draft.subtitle) != (before.draft.title, before.draft.subtitle)
    texts.lock(session, text, own, head=is_head)
