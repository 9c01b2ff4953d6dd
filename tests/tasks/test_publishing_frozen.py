"""A publish step that stood still for longer than its lease: it posts nothing, wherever it stood."""

import pytest

from integrations.services import Services
from models.domain.effects import AttemptOutcome
from models.domain.errors import LostLease
from models.store import effects
from models.store.effects import Hold
from tasks.lease import LENGTH, held, working_on
from tasks.publishing import publish
from tests.builders import a_sealed_article
from tests.conftest import Clock, Outside
from tests.tasks.attempts import attempts_of, posts_received


async def test_who_lost_the_lease_posts_nothing(desk: Services, outside: Outside, clock: Clock) -> None:
    article = await a_sealed_article(desk)
    async with working_on(article.id):
        clock.advance(seconds=30)
        async with desk.database.session() as session:
            await effects.take_lease(session, article.id, "elsewhere:1", clock(), LENGTH)
        assert held().fence > 0
        with pytest.raises(LostLease):
            await publish.fn(article.id)
    assert await posts_received(outside) == 0
    assert await attempts_of(desk, article) == []


async def test_who_was_frozen_between_the_intent_and_the_request_posts_nothing(
    desk: Services, outside: Outside, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await a_sealed_article(desk)
    require_time = desk.effects.require_time

    async def frozen_before(hold: Hold) -> None:
        clock.advance(seconds=30)
        async with desk.database.session() as session:
            await effects.take_lease(session, article.id, "elsewhere:1", clock(), LENGTH)
        await require_time(hold)

    monkeypatch.setattr(desk.effects, "require_time", frozen_before)
    async with working_on(article.id):
        with pytest.raises(LostLease):
            await publish.fn(article.id)
    assert await posts_received(outside) == 0
    [intended] = await attempts_of(desk, article)
    assert intended.outcome is AttemptOutcome.INTENDED  # whoever has the lease now looks it up
