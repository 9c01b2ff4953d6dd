"""Each guard that chaos switches off is still where its breaker looks for it; each breaker has a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from deployments.chaos.guards import BROKEN_ROLE, Guard
from deployments.chaos.stack import apart
from deployments.home import Home
from deployments.ports import Ports
from integrations.settings import Settings

GUARDED = {
    Guard.CLAIM: ("models.store.effects claim record", "models.store.attempts open_attempt"),
    Guard.FENCE: ("models.store.effects require_hold article_under renew_lease claim",),
    Guard.SEAL: ("tasks.publishing is_as_approved",),
    Guard.INBOX: ("integrations.telegram.mailbox:Mailbox poll",),
}
LOOK = """
import importlib, sys
broken, *places = sys.argv[1:]
before = []
for place, *names in map(str.split, places):
    module, _, inner = place.partition(":")
    owner = importlib.import_module(module)
    owner = getattr(owner, inner) if inner else owner
    before += [(owner, name, getattr(owner, name)) for name in names]
importlib.import_module(broken).break_guard()
print([name for owner, name, was in before if getattr(owner, name) is was])
"""


@pytest.mark.parametrize("guard", Guard)
def test_a_guard_is_replaced_where_it_is_used(guard: Guard) -> None:
    words = (f"deployments.chaos.broken_{guard}", *GUARDED[guard])
    done = subprocess.run([sys.executable, "-c", LOOK, *words], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


@pytest.mark.parametrize("guard", [None, *Guard])
def test_only_the_role_that_has_the_guard_is_started_without_it(guard: Guard | None, tmp_path: Path) -> None:
    home, ports = Home(tmp_path), Ports({})
    home.make()
    plan = apart(guard)(Settings(copydesk_home=tmp_path, simulate="all", _env_file=None), home, ports)
    ports.close()
    broken = {part.name.partition(" ")[0] for part in plan.desk if any("broken_" in word for word in part.command)}
    assert broken == ({BROKEN_ROLE[guard]} if guard else set())
    assert [part.name for part in plan.desk] == ["worker one", "worker two", "bot", "console"]
