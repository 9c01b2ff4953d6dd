"""Owns what the tests of the steps share: fresh vendors, a step under the article's lease, a shown store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import pytest

from integrations.services import Services
from tasks.lease import working_on
from tests.conftest import Outside
from tests.public_store import public_store

Result = TypeVar("Result")
Step = Callable[..., Awaitable[Any]]


@pytest.fixture(autouse=True)
def _vendors_begin_anew(desk: Services, outside: Outside) -> None:
    """Every step may speak to any of them."""


@pytest.fixture
def under_lease() -> Callable[..., Awaitable[None]]:
    """Take a step as the flow does: `await under_lease(publish, article.id)`."""

    async def take(step: Any, article_id: int, **arguments: Any) -> None:
        async with working_on(article_id):
            await getattr(step, "fn", step)(article_id, **arguments)

    return take


@pytest.fixture
async def root(desk: Services) -> AsyncIterator[str]:
    async with public_store(desk) as address:
        yield address
