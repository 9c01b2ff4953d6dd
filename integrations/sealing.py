"""Owns what of an article goes out: the text with AI named under images of a model, tags, options, and their seal."""

from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.options import options_of
from models.domain.draft import Draft
from models.domain.effects import ImageBy
from models.domain.errors import Refused
from models.domain.image_references import reference_to
from models.domain.outgoing import outgoing
from models.domain.policy.ai import with_credits
from models.domain.publication import PublishingOptions, seal_over, sealed_parts
from models.domain.slots import slots_of
from models.store import accounts, articles, texts
from models.store.texts import Text
from models.tables import Account, Article, Image


@dataclass(frozen=True)
class Going:
    """An article as it would go out now, with its images as references."""

    article: Article
    account: Account
    text: Text
    draft: Draft
    options: PublishingOptions
    images: dict[str, Image]  # by slot

    @property
    def seal(self) -> str:
        return seal_over(self.parts)

    @property
    def parts(self) -> dict[str, Any]:
        """What the seal is over."""
        return sealed_parts(
            self.draft.title,
            self.draft.subtitle,
            self.draft.body,
            images=[reference_to(self.images[slot.name].sha256) for slot in slots_of(self.draft.body)],
            tags=self.article.tags,
            options=self.options,
        )

    @property
    def content(self) -> str:
        return outgoing(self.draft, self.options, {name: image.sha256 for name, image in self.images.items()})

    @property
    def fault_of_form(self) -> str:
        try:
            return "" if self.content else "There is nothing to send."
        except Refused as refusal:
            return str(refusal)


async def going(session: AsyncSession, article: Article, text: Text | None = None) -> Going:
    """Its current text, or another version of it to be looked at."""
    account = await accounts.account(session, article.account_id)
    text = text or await texts.require_current(session, article)
    newest = await articles.newest_images(session, article.id)
    images = {slot.name: newest[slot.name] for slot in slots_of(text.body) if slot.name in newest}
    draft = text.draft
    if account.uses_ai:
        drawn = {name for name, image in images.items() if image.by is ImageBy.MODEL}
        body = with_credits(draft.body, drawn, account.language, account.image_credit)
        draft = draft.model_copy(update={"body": body})
    return Going(article, account, text, draft, options_of(article, account), images)
