"""Owns the changing of how an article goes out: tags, time, category, options, and the sentence about AI."""

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.services import Services
from models.domain.checks.disclosure import tells_of_ai
from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.final_request import FinalRequest
from models.domain.policy.ai import with_disclosure
from models.domain.policy.wordings import disclosure_of
from models.domain.tagging import first_tags, tags_of_category
from models.store import accounts, texts
from models.tables import Article


async def change_plan(desk: Services, session: AsyncSession, article: Article, request: FinalRequest) -> None:
    account = await accounts.account(session, article.account_id)
    if request.category is not None:
        article.category = request.category
        article.tags = list(first_tags(tags_of_category(request.category, account.category_tags), article.tags))
    article.tags = list(request.tags) if request.tags else article.tags
    article.publish_at = request.publish_at or article.publish_at
    if request.options:
        article.options = article.options | request.options
    if request.adds_disclosure:
        await _disclose(desk, session, article)


async def _disclose(desk: Services, session: AsyncSession, article: Article) -> None:
    """As a revision of the text, so that it is seen, and sealed with it; where it is told already nothing changes."""
    account = await accounts.account(session, article.account_id)
    sentence = disclosure_of(account.language, account.disclosure)
    draft = (await texts.require_current(session, article)).draft
    if sentence and not tells_of_ai(draft.body, account.language, sentence):
        told = Draft(title=draft.title, subtitle=draft.subtitle, body=with_disclosure(draft.body, sentence))
        await texts.save(session, article, told, RevisionBy.PERSON, desk.clock(), "told readers of AI")
