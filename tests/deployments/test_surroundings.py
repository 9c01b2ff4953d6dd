"""What the processes of one installation find in their environment."""

import pytest

from deployments.surroundings import of_ours, plain
from integrations.services import Services


def test_a_part_that_is_not_ours_sees_no_key_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    given = plain()
    assert given["TZ"] == "Europe/Lisbon"
    assert "sk-of-the-user" not in given.values()


async def test_memory_is_given_back_unless_its_user_knows_better(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MALLOC_ARENA_MAX", "7")
    for given in (plain(), of_ours(desk.settings, desk.address)):
        assert given["MALLOC_ARENA_MAX"] == "7"
        assert given["MALLOC_TRIM_THRESHOLD_"] == "262144"
