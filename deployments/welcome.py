"""Owns the words at the end of a start: where everything is, what is only played, and what to do next."""

import shutil
import sys
from pathlib import Path

from deployments.home import Home
from integrations.addresses import Address
from integrations.settings import Settings


def welcome(settings: Settings, address: Address, seconds: float) -> str:
    return "\n".join(
        (
            f"\nCopydesk is up after {seconds:.1f} s.",
            f"  console     {address.console_url}",
            *_first_link(settings, address),
            f"  Prefect UI  {address.prefect_ui_url}",
            *_played(settings, address),
            "Next:",
            *_next(settings, address),
            "Ctrl-C stops everything.",
        )
    )


def _first_link(settings: Settings, address: Address) -> tuple[str, ...]:
    file = Home(settings.copydesk_home).first_link
    if not file.exists():
        return ()
    return (f"  come in by  {address.console_url}{file.read_text()}  (once, to choose your password)",)


def _played(settings: Settings, address: Address) -> tuple[str, ...]:
    if not settings.simulated:
        return ()
    return (f"  simulated   {', '.join(sorted(settings.simulated))} (played here, at {address.simulators_url})",)


def _next(settings: Settings, address: Address) -> tuple[str, ...]:
    account = "demo" if settings.simulated else "<account>"
    steps = [
        f"  {_command()} pair {account}",
        f'  {_command()} add "<topic>" --account {account} --at "2030-01-31 09:00"',
    ]
    phone = [f"  open {address.console_url}/phone, the writer's phone"] if settings.simulated else []
    return (*phone, *steps)


def _command() -> str:
    """As it can be typed here: by its name where the shell finds it, else by its path."""
    if shutil.which("copydesk"):
        return "copydesk"
    beside = Path(sys.executable).with_name("copydesk")
    return str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside)
