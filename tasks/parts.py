"""Owns that the parts of a round do not depend on each other: what one of them meets, the later ones are spared."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """What is done, its name, and how its result is told."""

    name: str
    act: Callable[[], Awaitable[object]]
    told: str = "{}"


async def each(parts: Sequence[Part]) -> str:
    """Take them all, one after the other, and tell what came of each; then fail where any did, by its name."""
    told: list[str] = []
    failed: dict[str, Exception] = {}
    for part in parts:
        await _take(part, told, failed)
    if failed:
        names = ", ".join(f"“{name}” ({type(failure).__name__})" for name, failure in failed.items())
        raise ExceptionGroup(f"{len(failed)} of {len(parts)} parts failed: {names}", list(failed.values()))
    return ", ".join(told)


async def _take(part: Part, told: list[str], failed: dict[str, Exception]) -> None:
    try:
        told.append(part.told.format(await part.act()))
    except Exception as failure:  # noqa: BLE001 - it is raised again, when the later parts had their turn
        failed[part.name] = failure
