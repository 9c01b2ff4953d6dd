"""Owns the phone of the writer, and the scene of a draft that waits for her word."""

import pytest

from integrations.services import Services
from models.domain.review import ReviewKind
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import Scene, a_scene
from tests.recorded_prefect import RecordedPrefect


@pytest.fixture
def phone(desk: Services, outside: Outside) -> Phone:
    return Phone(desk, outside)


@pytest.fixture
async def scene(desk: Services, prefect: RecordedPrefect, outside: Outside) -> Scene:
    return await a_scene(desk, prefect, outside, ReviewKind.DRAFT)
