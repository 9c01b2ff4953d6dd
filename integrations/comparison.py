"""Owns the look at what an article's last attempt sent, beside what was approved: for a command, or a page."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from integrations.services import Services
from models.domain.comparison import Comparison, compare
from models.domain.effects import AttemptOutcome
from models.domain.errors import Refused
from models.store import articles, attempts


@dataclass(frozen=True)
class Compared:
    topic: str
    intended_at: datetime
    outcome: AttemptOutcome
    url: str | None
    comparison: Comparison


async def compared(desk: Services, article_id: int) -> Compared:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        attempt = await attempts.last_attempt(session, article_id)
    if attempt is None:
        raise Refused(f"Nothing of article {article_id} was sent to Medium.")
    comparison = await asyncio.to_thread(compare, attempt.approved, attempt.sent, attempt.seal)
    return Compared(article.topic, attempt.intended_at, attempt.outcome, attempt.url, comparison)
