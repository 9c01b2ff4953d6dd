"""Owns the check of the image slots: as many as asked for, well formed, none inside another block."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.slots import slot_faults, slots_of


def slots(text: Manuscript) -> Iterator[Finding]:
    """Every image slot is well formed and has a name of its own; a draft has as many as were asked for."""
    for fault in slot_faults(text.body):
        yield Finding(CheckName.SLOTS, fault)
    found = len(slots_of(text.body))
    if text.images is not None and found != text.images:
        yield Finding(CheckName.SLOTS, f"There are {found} image slots instead of {text.images}.")
