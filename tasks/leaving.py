"""Owns the leaving of a text that nobody approved, as a draft on Medium: it is sealed as a draft, and as nothing else.

Image places that have no image yet are left out. Whatever changes afterwards breaks the seal, and nothing goes out.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from models.domain.article import Stage
from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.publication import PublishStatus
from models.domain.slots import replace_slot, slots_of
from models.store import articles, reviews, texts
from models.tables import Article
from tasks.asking import seal_of


async def leave_as_draft(desk: Services, session: AsyncSession, article: Article, reason: str) -> None:
    await reviews.close_open(session, article.id, desk.clock())
    await _leave_out_what_has_no_image(desk, session, article)
    article.options = article.options | {"status": PublishStatus.DRAFT.value}
    article.seal = await seal_of(session, article)
    articles.move(session, article, Stage.PUBLISHING, desk.clock(), reason)


async def _leave_out_what_has_no_image(desk: Services, session: AsyncSession, article: Article) -> None:
    text = await texts.require_current(session, article)
    images = await articles.newest_images(session, article.id)
    body = text.body
    for slot in slots_of(text.body):
        if slot.name not in images:
            body = replace_slot(body, slot.name, None)
    if body != text.body:
        draft = Draft(title=text.draft.title, subtitle=text.draft.subtitle, body=body)
        note = "places without an image were left out"
        await texts.save(session, article, draft, RevisionBy.MODEL, desk.clock(), note)
