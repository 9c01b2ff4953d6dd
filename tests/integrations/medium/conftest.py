"""Owns one simulated Medium for each test of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integrations.medium.served import Simulated, simulated_medium


@pytest.fixture
async def simulated(tmp_path: Path) -> AsyncIterator[Simulated]:
    async with simulated_medium(tmp_path) as running:
        yield running
