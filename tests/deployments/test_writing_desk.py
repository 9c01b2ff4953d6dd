"""The writer's commands on the services of a home: topics with and without a time, and how an account works."""

from datetime import datetime

import pytest

from deployments import article_desk, writing_desk
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.review import ReviewKind, Verdict
from models.store import articles
from models.tables import Article
from tests.builders import an_account, at_review
from tests.console.conftest import a_visitor


async def _articles(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return list(await articles.articles(session))


async def test_a_topic_without_a_time_takes_the_next_free_slot_and_the_next_topic_another(desk: Services) -> None:
    await an_account(desk, zone="Europe/Berlin")
    said = [await writing_desk.add(desk, topic, "demo", "", "") for topic in ("one", "two")]
    assert said == [
        "Article 1 is queued for Tue 8 Dec 2026, 14:00 (Europe/Berlin). That is the account's next free slot.",
        "Article 2 is queued for Wed 9 Dec 2026, 02:00 (Europe/Berlin). That is the account's next free slot.",
    ]


async def test_a_typed_time_is_read_in_the_accounts_zone_and_what_the_clocks_do_is_said(desk: Services) -> None:
    await an_account(desk, zone="Europe/Berlin")
    said = await writing_desk.add(desk, "one", "demo", "2027-03-28 02:30", "")
    assert said.startswith("Article 1 is queued for Sun 28 Mar 2027, 03:30 (Europe/Berlin). 02:30 on 28 Mar 2027")
    assert (await _articles(desk))[0].publish_at == datetime.fromisoformat("2027-03-28T01:30:00Z")


async def test_a_time_that_nobody_understands_queues_nothing(desk: Services) -> None:
    await an_account(desk)
    with pytest.raises(Refused, match="not a time I can read"):
        await writing_desk.add(desk, "one", "demo", "soon", "")
    assert await _articles(desk) == []


async def test_the_verbs_work_in_the_home_itself_too(desk: Services) -> None:
    await a_visitor(desk)
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    assert f"question {review.id} (draft, hash {review.subject_hash[:12]})" in await writing_desk.story(
        desk, article.id
    )
    chosen = article_desk.Chosen(Verdict.CHANGE, "shorter")
    assert await article_desk.decide(desk, article.id, chosen) == "Changes asked for by Ada."
    with pytest.raises(Refused, match="Nothing is asked about article"):
        await article_desk.decide(desk, article.id, chosen)
    assert (await article_desk.move(desk, article.id, "2026-12-08 09:00")).startswith("Goes out Tue 8 Dec 2026, 09:00")
    assert "is on hold" in await article_desk.hold(desk, article.id, "")
    assert "goes on" in await article_desk.resume(desk, article.id)
    assert "was dropped" in await article_desk.drop(desk, article.id, "old news")
