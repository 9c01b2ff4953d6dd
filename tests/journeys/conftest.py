"""The stage of the journeys: one stack for all of them, with everything real but the three vendors."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from deployments.rehearsal import Rehearsal, rehearsal
from integrations.services import Services, open_services
from integrations.settings import Settings
from tests.console.eyes import a_browser
from tests.journeys.cast import Cast, Pace
from tests.journeys.death import Death
from tests.journeys.forge import a_forge
from tests.journeys.reader import Reader
from tests.public_folder import public_folder

STOCK = {"COPYDESK_WORKER": "process"}
STOCK_PACE = Pace(  # a process is started for each step, among others, and upkeep alone looks for what the dead left
    patience_seconds=240, lateness=timedelta(seconds=120), taken_over_within_seconds=150
)
STOCK_SECONDS = 580  # for a journey


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stock-worker", action="store_true", help="play the journeys under Prefect's process worker")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--stock-worker", default=False):
        for item in items:
            item.add_marker(pytest.mark.timeout(STOCK_SECONDS), append=False)


@pytest.fixture(scope="session")
def is_stock(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--stock-worker", default=False))


@pytest.fixture(scope="session")
def stack(is_stock: bool) -> Iterator[Rehearsal]:
    with a_stage() as home, public_folder(home / "objects" / "copydesk") as shown:
        more = (STOCK if is_stock else {}) | {"S3_PUBLIC_URL": shown}
        with rehearsal(home, more) as running, a_forge(running.environment) as running.run:
            yield running


@contextmanager
def a_stage() -> Iterator[Path]:
    """Outside pytest's own folder, which another run of it closes to PostgreSQL's user while this one goes on."""
    with TemporaryDirectory(prefix="copydesk-stage-") as folder:
        yield Path(folder).resolve() / "home"


@pytest.fixture(scope="session")
async def desk(stack: Rehearsal) -> AsyncIterator[Services]:
    async with open_services(settings_of(stack.home), stack.address) as services:
        yield services


@pytest.fixture
async def cast(stack: Rehearsal, desk: Services, is_stock: bool) -> AsyncIterator[Cast]:
    """A new account on Medium and its writer on Telegram, paired."""
    async with Cast.assembled(stack.simulators_url, desk, STOCK_PACE if is_stock else Pace()) as cast:
        yield cast


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


@pytest.fixture
async def reader(browser: Browser, stack: Rehearsal) -> AsyncIterator[Reader]:
    """Ada, who runs the desk, in front of its console without JavaScript."""
    async with Reader.seated(browser, stack.address.console_url) as reader:
        await reader.come_in(stack, "Ada")
        yield reader


@pytest.fixture
def death(stack: Rehearsal, cast: Cast, is_stock: bool) -> Death:
    return Death(stack.home, cast, is_stock)


def settings_of(home: Path) -> Settings:
    return Settings(copydesk_home=home, simulate="all", _env_file=None)
