"""Owns what tests of effects and of leases begin with."""

import pytest

from integrations.services import Services
from tests.builders import an_account, an_article


@pytest.fixture
async def article_id(desk: Services) -> int:
    return (await an_article(desk, await an_account(desk))).id
