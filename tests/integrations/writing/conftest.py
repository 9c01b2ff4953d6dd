"""Owns the fixtures of the writing tests: a simulated model, new for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openai import AsyncOpenAI

from tests.integrations.writing.simulated import SimulatedModel, simulated_model


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[SimulatedModel]:
    async with simulated_model(tmp_path) as running:
        yield running


@pytest.fixture
async def client(vendor: SimulatedModel) -> AsyncIterator[AsyncOpenAI]:
    async with vendor.client() as opened:
        yield opened
