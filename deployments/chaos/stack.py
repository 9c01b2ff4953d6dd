"""Owns the stack that chaos plays on: the parts of `up`, with every role in a process of its own, and two workers.

A guard is switched off by starting a role through `broken_…` instead of the command line: the product has no switch.
"""

import sys
from dataclasses import replace

from rich.console import Console

from deployments.backoff import Backoff
from deployments.chaos import nursery
from deployments.chaos.guards import BROKEN_ROLE, Guard
from deployments.home import Home
from deployments.part import Part
from deployments.plan import STOP_ORDER, Plan, make_plan
from deployments.ports import Ports
from deployments.speaking import configured
from deployments.up import MakePlan, up
from integrations.settings import Settings

WORKERS = ("worker one", "worker two")
ROLES = (*WORKERS, "bot", "console")
# A machine on which parts fall every few seconds would soon wait half a minute for each.
_RISES_SOON = Backoff(first_seconds=0.3, longest_seconds=1.5)


def apart(broken: Guard | None) -> MakePlan:
    def make(settings: Settings, home: Home, ports: Ports) -> Plan:
        plan = make_plan(settings, home, ports)
        roles = tuple(_role_of(plan.desk[0], name, broken) for name in ROLES)
        return replace(plan, desk=roles, stop_order=(ROLES, *STOP_ORDER))

    return make


def _role_of(desk: Part, name: str, broken: Guard | None) -> Part:
    role = name.partition(" ")[0]
    module: tuple[str, ...] = ("deployments.cli", "run", role)
    if broken is not None and BROKEN_ROLE[broken] == role:
        module = (f"deployments.chaos.broken_{broken}",)
    if role == "console":
        return replace(desk, name=name, command=(sys.executable, "-m", *module))
    return replace(desk, name=name, command=(sys.executable, "-m", *module), is_ready=_at_once, where="", note="")


async def _at_once(_pid: int) -> bool:
    """It listens on nothing; what it does is seen."""
    return True


if __name__ == "__main__":
    nursery.open_for(frozenset(ROLES))
    up(configured(), Console(), apart(Guard(sys.argv[1]) if sys.argv[1:] else None), _RISES_SOON)
