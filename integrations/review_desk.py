"""Owns the one door through which every decision comes, from Telegram, the console, the AI or a rule.

A decision is stored first, and the first one wins. The desk's workers hear of it as its transaction ends.
"""

from dataclasses import dataclass
from datetime import datetime

from integrations.runs import Runs
from models.database import Database
from models.domain.errors import Refused
from models.domain.review import Channel, Verdict, require_possible
from models.store import reviews
from models.store.wake import anybody_listens, wake
from models.tables import Article, Decision, Review


@dataclass(frozen=True)
class Ruling:
    """How a decision went: whether it was the first, which one counts, and whether a worker of ours hears of it.

    `is_repeated` where the one that counts is the very same: of this person, with these words, through this channel.
    """

    counts: bool
    review: Review
    decision: Decision
    article: Article
    is_heard: bool = False
    is_repeated: bool = False


class ReviewDesk:
    def __init__(self, database: Database, runs: Runs) -> None:
        self._database, self._runs = database, runs

    async def decide(
        self,
        review_id: int,
        verdict: Verdict,
        channel: Channel,
        now: datetime,
        *,
        note: str = "",
        person_id: int | None = None,
    ) -> Ruling:
        async with self._database.session() as session:
            review, article = await reviews.review_and_article(session, review_id)
            require_possible(review.kind, verdict, has_subject=review.image_id is not None)
            if review.closed_at is None:
                first = await reviews.decide(session, review, verdict, channel, now, note=note, person_id=person_id)
                if first is not None:
                    return Ruling(True, review, first, article, await wake(session, article.id))
            decision = await reviews.decision_on(session, review_id)
        if decision is None:
            raise Refused("This was closed before anybody decided. The newest card counts.")
        made = (decision.person_id, decision.channel, decision.verdict, decision.note)
        return Ruling(False, review, decision, article, is_repeated=made == (person_id, channel, verdict, note))

    async def wake(self, article: Article) -> None:
        """Let the run go on. When it is not asleep yet it finds the decision by itself before it falls asleep.

        Only where no worker of the desk listens is Prefect asked to give the run to one of its own.
        """
        async with self._database.session() as session:
            is_heard = await wake(session, article.id)
        if not is_heard:
            await self.wake_elsewhere(article)

    async def wake_everywhere(self, article: Article) -> None:
        """For what did not go on although a worker listens, as a frozen one does: Prefect's schedule is for all."""
        async with self._database.session() as session:
            await wake(session, article.id)
        if article.flow_run_id is not None:
            await self._runs.resume(article.flow_run_id)

    async def wake_elsewhere(self, article: Article) -> None:
        async with self._database.session() as session:
            is_heard = await anybody_listens(session)
        if not is_heard and article.flow_run_id is not None:
            await self._runs.resume(article.flow_run_id)
