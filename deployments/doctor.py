"""Owns the examination of a home: each part and key, and what to do about those that are missing.

It looks only, repairs nothing, and shows no secret. What costs money or leaves this machine is in `live`.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deployments.leftovers import is_alive
from integrations.addresses import Stack, read_stack
from integrations.checkup import Finding, parts
from integrations.settings import Settings, Simulated

LEAST_FREE_BYTES = 1_000_000_000


async def examine(settings: Settings, *, live: bool) -> tuple[Finding, ...]:
    findings = (_disk(settings.copydesk_home), *_keys(settings), *await _parts(settings))
    if not live:
        return findings
    from deployments.live import try_all  # noqa: PLC0415 - the vendors' packages take seconds to load

    return (*findings, *await try_all(settings))


def show(findings: tuple[Finding, ...], console: Console) -> None:
    table = Table("what", "", "how it is", "fix", box=None, header_style="bold")
    for finding in findings:
        mark = "[green]ok[/]" if finding.ok else "[bold red]missing[/]"
        table.add_row(finding.name, mark, finding.detail, "" if finding.ok else finding.fix)
    console.print(table)


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    ok = free >= LEAST_FREE_BYTES and os.access(there, os.W_OK)
    return Finding("home", ok, f"{home}, {free / 1e9:.1f} GB free", "Give COPYDESK_HOME a writable folder with 1 GB.")


def _keys(settings: Settings) -> tuple[Finding, ...]:
    stores = "S3_ACCESS_KEY and S3_SECRET_KEY, which S3_ENDPOINT needs."
    pair = settings.s3_access_key is not None and settings.s3_secret_key is not None
    local_model = "model_base_url" in settings.model_fields_set
    return (
        _key(settings, Simulated.TELEGRAM, settings.telegram_bot_token is not None, "Set TELEGRAM_BOT_TOKEN."),
        _key(settings, Simulated.MODEL, settings.model_api_key is not None or local_model, "Set MODEL_API_KEY."),
        _medium(settings),
        Finding("S3 keys", pair or settings.s3_endpoint is None, "own" if pair else "embedded", f"Set {stores}"),
    )


def _key(settings: Settings, service: Simulated, given: bool, fix: str) -> Finding:
    if service in settings.simulated:
        return Finding(service, True, "simulated: no key is needed")
    return Finding(service, given, "a key is set" if given else "no key", fix)


def _medium(settings: Settings) -> Finding:
    """No token is no fault: accounts may have their own, and an account without one hands off."""
    if Simulated.MEDIUM in settings.simulated:
        return Finding(Simulated.MEDIUM, True, "simulated: no token is needed")
    given = settings.medium_integration_token is not None
    return Finding(Simulated.MEDIUM, True, "a token is set" if given else "no token here: accounts bring their own")


async def _parts(settings: Settings) -> tuple[Finding, ...]:
    stack = read_stack(settings.copydesk_home)
    if stack.address is None or not _runs(stack):
        return (Finding("stack", False, "is not running on this home", "Run `copydesk up`."),)
    return await parts(settings, stack.address, datetime.now(UTC))


def _runs(stack: Stack) -> bool:
    return stack.up is not None and is_alive(stack.up)
