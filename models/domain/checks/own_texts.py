"""Owns what is said of a text that the writer wrote: what Medium would not show as it is meant. It judges no style."""

from dataclasses import replace

from models.domain.checks.every import look_over
from models.domain.checks.finding import CheckName, Manuscript
from models.domain.draft import Draft
from models.domain.slots import slots_of

_STYLE = (CheckName.PHRASES, CheckName.REPEATS, CheckName.LEFTOVERS)  # how somebody writes is their own business


def warnings_for(demands: Manuscript, draft: Draft, *, had_help: bool = True) -> tuple[str, ...]:
    """What Medium would not show as it is meant, and images that the text no longer holds.

    A text in which no model had a hand has nothing to disclose.
    """
    unheeded = _STYLE if had_help else (*_STYLE, CheckName.DISCLOSURE)
    left = {slot.name for slot in slots_of(draft.body)}
    lost = [slot.name for slot in slots_of(demands.body) if slot.name not in left]
    found = look_over(replace(demands, draft=draft))
    return (
        *(f"The image slot “{name}” is not in your text, so it gets no image." for name in lost),
        *(finding.message for finding in found if finding.check not in unheeded),
    )
