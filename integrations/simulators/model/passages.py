"""Owns what the simulated writer does with parts of an article: notes on a part are worked in, the others come back."""

import json
import re
from dataclasses import dataclass

from integrations.simulators.model.composing import Composed
from integrations.simulators.model.mending import mend
from integrations.simulators.model.request import Asked
from integrations.simulators.model.revising import revise

_PASSAGE = re.compile(r"^<passage-(\d+)>$", re.MULTILINE)
_ADDRESS = re.compile(r"^((?:(?:passage \d+|title|subtitle)(?:, )?)+): ")


@dataclass(frozen=True)
class _Told:
    """Notes as they are addressed; one without an address is about every part."""

    notes: tuple[tuple[frozenset[str], str], ...]

    def about(self, name: str) -> list[str]:
        return [text for to, text in self.notes if not to or name in to]


def answer_passages(asked: Asked, notes: list[str], faults: list[str]) -> str:
    told, fields = _Told(tuple(map(_read, notes))), set((asked.schema or {}).get("properties", ()))
    texts = [_changed(asked, told, faults, number) for number in sorted(set(map(int, _PASSAGE.findall(asked.text))))]
    answer: dict[str, object] = {"passages": texts}
    head = Composed(asked.line("Title"), asked.line("Subtitle"), "-")
    for name in {"title", "subtitle"} & fields:
        wishes = [wish if name in wish.lower() else f"the {name}: {wish}" for wish in told.about(name)]
        revised = mend(head, faults, asked.system) if faults else revise(head, wishes, asked.system)
        answer[name] = revised.title if name == "title" else revised.subtitle
    return json.dumps({name: value for name, value in answer.items() if not fields or name in fields})


def _changed(asked: Asked, told: _Told, faults: list[str], number: int) -> str:
    part = Composed(asked.line("Title"), asked.line("Subtitle"), asked.section(f"passage-{number}"))
    if faults:
        return mend(part, faults, asked.system).body
    return revise(part, told.about(f"passage {number}"), asked.system).body


def _read(note: str) -> tuple[frozenset[str], str]:
    found = _ADDRESS.match(note)
    return (frozenset(found[1].split(", ")), note[found.end() :]) if found else (frozenset(), note)
