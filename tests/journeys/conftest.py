"""The stage of the journeys: one stack for all of them, with everything real but the three vendors."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deployments.rehearsal import Rehearsal, rehearsal
from integrations.services import Services, open_services
from integrations.settings import Settings
from tests.journeys.cast import Cast


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path_factory.mktemp("stage") / "home") as running:
        yield running


@pytest.fixture(scope="session")
async def desk(stack: Rehearsal) -> AsyncIterator[Services]:
    async with open_services(settings_of(stack.home), stack.address) as services:
        yield services


@pytest.fixture
async def cast(stack: Rehearsal, desk: Services) -> AsyncIterator[Cast]:
    """A new account on Medium and its writer on Telegram, paired."""
    async with Cast.assembled(stack.simulators_url, desk) as cast:
        yield cast


def settings_of(home: Path) -> Settings:
    return Settings(copydesk_home=home, simulate="all", _env_file=None)
