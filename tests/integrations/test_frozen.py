"""A process that is frozen between its claim and its act, as by SIGSTOP or a sleeping laptop, and then goes on."""

from collections.abc import Callable

import pytest

from integrations.services import Services
from models.domain.effects import EffectKind
from models.domain.errors import LostLease
from models.store import effects
from models.tables import Article, Json
from tasks.lease import LENGTH, working_on
from tests.builders import an_account, an_article
from tests.conftest import Clock


@pytest.fixture
async def article(desk: Services) -> Article:
    return await an_article(desk, await an_account(desk))


@pytest.fixture
def freeze_after_the_claim(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Callable[..., None]:
    claim = effects.claim

    def freeze() -> None:
        async def claim_and_freeze(*arguments: object) -> object:
            claimed = await claim(*arguments)  # type: ignore[arg-type]
            clock.now += LENGTH
            return claimed

        monkeypatch.setattr(effects, "claim", claim_and_freeze)

    return freeze


async def _act(done: list[str]) -> Json:
    done.append("done")
    return {}


async def test_it_does_nothing_when_another_took_the_article_meanwhile(
    desk: Services, article: Article, clock: Clock, freeze_after_the_claim: Callable[..., None]
) -> None:
    done: list[str] = []
    freeze_after_the_claim()
    async with working_on(article.id) as hold:
        renew = effects.renew_lease

        async def renewed_too_late(*arguments: object) -> bool:
            async with desk.database.session() as session:
                await effects.take_lease(session, article.id, "another/host:7:1:1", clock(), LENGTH)
            return await renew(*arguments)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(effects, "renew_lease", renewed_too_late)
            with pytest.raises(LostLease):
                await desk.effects.once("key", EffectKind.MESSAGE, lambda: _act(done), hold=hold)
    assert done == []


async def test_it_goes_on_when_nobody_did_and_has_its_lease_again(
    desk: Services, article: Article, clock: Clock, freeze_after_the_claim: Callable[..., None]
) -> None:
    done: list[str] = []
    freeze_after_the_claim()
    async with working_on(article.id) as hold:
        await desk.effects.once("key", EffectKind.MESSAGE, lambda: _act(done), hold=hold)
        async with desk.database.session() as session:
            assert await effects.lease_of(session, article.id, clock()) is not None
    assert done == ["done"]
