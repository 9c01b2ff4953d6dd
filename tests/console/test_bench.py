"""The shelf of articles that the console is measured with, and what a page of it brings along."""

import httpx

from bench.console import Page, _look_at, _pages
from bench.shelf import fill, log_in, one_that_waits
from console.visitors import COOKIE
from integrations.services import Services
from tests.console.conftest import Opened


async def test_every_page_is_there_and_is_weighed(desk: Services, opened: Opened) -> None:
    account_ids = await fill(desk, articles=60, accounts=3)
    await log_in(desk, "a token")
    browser: httpx.AsyncClient = await opened()
    browser.cookies.set(COOKIE, "a token")
    for page in _pages(account_ids[0], await one_that_waits(desk)):
        looked: Page = page
        await _look_at(browser, looked, times=1)
        assert len(looked.took_ms) == 1
        assert 0 < looked.bytes_alone < looked.bytes_with_assets
