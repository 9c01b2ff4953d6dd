"""Owns one article as a Markdown file for people and other programs, in the form that an import takes."""

from collections.abc import Mapping

from integrations.options import options_of
from models.domain.draft import Draft
from models.domain.schedule import require_aware
from models.domain.slots import slots_of
from models.domain.written_out import front_matter, written_out
from models.tables import Account, Article


def markdown_of(article: Article, account: Account, current: Draft | None, images: Mapping[str, str]) -> str:
    """A finished text is in the form that `copydesk import` takes; a topic without a text has its brief for one.

    `images` are their addresses, by slot.
    """
    options = options_of(article, account)
    front = {
        "tags": list(article.tags),
        "publish_status": str(options.status),
        "canonical": options.canonical_url or "",
        "licence": str(options.licence),
        "publish_at": f"{require_aware(article.publish_at):%Y-%m-%d %H:%M} UTC",
        "account": account.label,
        "category": article.category,
        "stage": str(article.stage),
        "url": article.medium_url or "",
    }
    if current is None:
        return front_matter({"topic": article.topic, **front}) + article.brief
    shown = {slot.name: images[slot.name] for slot in slots_of(current.body) if slot.name in images}
    return written_out(current, front, shown)
