"""Owns what the simulated writer asks before it writes, and what it makes of the answers. It asks nothing twice."""

import json
import re
from dataclasses import dataclass

from integrations.simulators.model.page import blocks_of
from integrations.simulators.model.subjects import named, subjects_of

_QUESTIONS = (
    "What happened to you with {a} that you have told nobody in public?",
    "Which decision about {a} would you take differently today, and what did it cost you?",
    "Who showed you something about {b} that you still think of?",
    "What do most people who write about {a} get wrong, as far as you have seen?",
)
_HEAD = r"^\[(\d+)\] [^\n]*\n"
_ANSWER = re.compile(rf"{_HEAD}(.*?)(?=\n\n\[\d+\] |\Z)", re.MULTILINE | re.DOTALL)
_OPENING = 8  # words


@dataclass(frozen=True)
class Told:
    number: int
    text: str

    @property
    def paragraph(self) -> str:
        said = " ".join(self.text.split())
        return said if said.endswith((".", "!", "?", "”", '"')) else f"{said}."


def questions(topic: str, count: int) -> str:
    subjects = [named(subject) for subject in subjects_of(topic)] or ["this"]
    asked = [pattern.format(a=subjects[0], b=subjects[-1]) for pattern in _QUESTIONS[:count]]
    return json.dumps({"questions": asked}, ensure_ascii=False)


def answers_in(section: str) -> tuple[Told, ...]:
    return tuple(Told(int(found[1]), found[2]) for found in _ANSWER.finditer(section))


def claims(body: str, answers: tuple[Told, ...]) -> list[str]:
    """Where each answer went, in the form that was asked for; one that is not there is not claimed."""
    return [
        f"{answer.number}: {' '.join(block.split()[:_OPENING])}"
        for answer in answers
        for block in blocks_of(body)
        if answer.paragraph in block
    ]
