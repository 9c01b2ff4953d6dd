"""Owns the bench of the console: how long the server takes for its main pages, and how many bytes each of them is.

`python -m bench.console --articles 10000`. A real PostgreSQL, the real application, no worker. The clock on the wall
counts what others do on the machine; so the CPU time of a page, which does not, is told beside it.
"""

import os
import re
import time
from dataclasses import dataclass, field
from typing import Final

import httpx
import typer

from bench.frame import RawFile, conduct
from bench.processes import of_children_seconds
from bench.report import Bar, Figure, Report, middle, p95
from bench.shelf import fill, log_in, one_that_waits
from bench.workshop import workshop
from console.app import create_app
from console.visitors import COOKIE
from deployments.desk import keep_out_of_collections
from models.domain.errors import Refused
from models.tables import Json

_P95_MS: Final = 100
_MOST_KB: Final = 100
_WARM_UP: Final = 3
_KB: Final = 1000
_TOKEN: Final = "of-a-bench"  # noqa: S105 - of a database that is gone after the bench
_ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass
class Page:
    """A page, what each request for it took, and its bytes with and without what it brings along.

    `database_ms` is the CPU time of PostgreSQL for a request on average: the kernel counts it in hundredths.
    """

    name: str
    path: str
    took_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    database_ms: float = 0
    bytes_alone: int = 0
    bytes_with_assets: int = 0


async def measure(articles: int, accounts: int, times: int) -> Report:
    load_before = os.getloadavg()[0]
    async with workshop() as desk:
        began = time.monotonic()
        account_ids = await fill(desk, articles, accounts)
        await log_in(desk, _TOKEN)
        prepared = time.monotonic() - began
        pages = _pages(account_ids[0], await one_that_waits(desk))
        transport = httpx.ASGITransport(create_app(desk, _nobody_calls))
        keep_out_of_collections()
        async with httpx.AsyncClient(
            transport=transport, base_url="http://console", cookies={COOKIE: _TOKEN}, timeout=60
        ) as browser:
            for page in pages:
                await _look_at(browser, page, times)
    return _report(pages, f"{articles:,} articles of {accounts} accounts", prepared, load_before)


def _pages(account_id: int, article_id: int) -> list[Page]:
    return [
        Page("dashboard", "/"),
        Page("articles", "/articles"),
        Page("articles, page 100", "/articles?page=100"),
        Page("articles, searched and by title", "/articles?q=harbour+bees&sort=title"),
        Page("articles that wait", "/articles?status=waiting&sort=soonest"),
        Page("articles of an account", f"/accounts/{account_id}/articles"),
        Page("calendar", "/calendar"),
        Page("calendar, a week of an account", f"/calendar?view=week&account={account_id}"),
        Page("one article", f"/articles/{article_id}"),
        Page("new article", "/articles/new"),
    ]


async def _look_at(browser: httpx.AsyncClient, page: Page, times: int) -> None:
    for _ in range(_WARM_UP):
        await browser.get(page.path)
    database = of_children_seconds()
    for _ in range(times):
        began, cpu = time.perf_counter(), time.process_time()
        answer = await browser.get(page.path)
        page.took_ms.append((time.perf_counter() - began) * 1000)
        page.cpu_ms.append((time.process_time() - cpu) * 1000)
        if answer.status_code != httpx.codes.OK:
            raise Refused(f"{page.path} answered {answer.status_code}.")
    page.database_ms = (of_children_seconds() - database) * 1000 / times
    page.bytes_alone = len(answer.content)
    assets = [await browser.get(path) for path in sorted(set(_ASSETS.findall(answer.text)))]
    page.bytes_with_assets = page.bytes_alone + sum(len(each.content) for each in assets)


def _report(pages: list[Page], measured_with: str, prepared: float, load_before: float) -> Report:
    return Report(
        f"The console with {measured_with}",
        (
            *(Bar(p95(page.name, page.took_ms), _P95_MS) for page in pages),
            *(
                Bar(Figure(f"{page.name}, with its styles", page.bytes_with_assets / _KB, "KB"), _MOST_KB)
                for page in pages
            ),
        ),
        (
            *(middle(page.name, page.took_ms) for page in pages),
            *(middle(f"{page.name}, CPU of the console", page.cpu_ms) for page in pages),
            *(Figure(f"{page.name}, CPU of PostgreSQL", page.database_ms, "ms") for page in pages),
            *(Figure(f"{page.name}, the page alone", page.bytes_alone / _KB, "KB") for page in pages),
            Figure("preparation", prepared, "s"),
        ),
        {f"ms {page.name}": page.took_ms for page in pages} | {f"cpu ms {page.name}": page.cpu_ms for page in pages},
        (
            "One request after the other, in the server's own process; nothing is compressed.",
            f"The console's CPU includes that of the client, in the same process. Load {load_before:.1f} before.",
        ),
    )


async def _nobody_calls(_: list[Json]) -> None:
    raise Refused("No update of Telegram comes to a bench of pages.")


def main(articles: int = 10_000, accounts: int = 300, times: int = 60, raw_file: RawFile = None) -> None:
    """How long each page of the console takes on the server, and how many bytes it is."""
    conduct(measure(articles, accounts, times), raw_file, within_seconds=120 + articles * 0.02)


if __name__ == "__main__":
    typer.run(main)
