"""The writer's commands on the services of a home: topics with and without a time, and how an account works."""

from datetime import datetime

import pytest

from deployments import writing_desk
from integrations.services import Services
from models.domain.errors import Refused
from models.store import articles
from models.tables import Article
from tests.builders import an_account


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
