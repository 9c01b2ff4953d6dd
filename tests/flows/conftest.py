"""The story is told without Prefect's engine."""

import pytest
from prefect import Task

from flows import article as story


@pytest.fixture(autouse=True)
def _steps_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step as the plain function that it wraps; how Prefect runs them is a journey's business."""
    for name, step in list(vars(story).items()):
        if isinstance(step, Task):
            monkeypatch.setattr(story, name, step.fn)
