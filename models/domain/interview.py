"""Owns what a writer is asked before the draft, what came back, and where it went in the text. It asks nobody."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict

from models.domain.errors import Refused

FEWEST_QUESTIONS: Final = 2
MOST_QUESTIONS: Final = 4
LONGEST_ANSWER: Final = 4_000  # characters that a model is told
_CLAIM = re.compile(r"^\W*(\d{1,2})\W+(.+)$", re.DOTALL)
_WORD = re.compile(r"\w+")
_SHORTEST_WEIGHTY = 4  # letters; a number weighs whatever its length
_LEAST_QUOTED = 3  # words by which a passage is known
_ENOUGH_SHARED = 0.4  # of an answer's weighty words, where nobody says where it went
_FEWEST_SHARED = 2
_SHOWN = 48


class Answer(BaseModel):
    """What only the writer could know, with the question that brought it out."""

    model_config = ConfigDict(frozen=True)

    number: int
    question: str
    text: str


@dataclass(frozen=True)
class Use:
    """An answer and the passage that holds it; `is_seen` says that its words are found there, not only claimed."""

    number: int
    block: int
    is_seen: bool


def require_count(questions: int) -> int:
    if questions and not FEWEST_QUESTIONS <= questions <= MOST_QUESTIONS:
        raise Refused(f"An interview has {FEWEST_QUESTIONS} to {MOST_QUESTIONS} questions; 0 switches it off.")
    return questions


def uses_of(claims: Iterable[str], answers: Sequence[Answer], blocks: Sequence[str]) -> tuple[Use, ...]:
    """Where each answer went. A claim (“2: the first words of a passage”) counts where the text has that passage."""
    by_number, said = {each.number: each for each in answers}, [_words(block) for block in blocks]
    found = {use for claim in claims for use in _claimed(claim, by_number, said)}
    for each in answers:
        if each.number not in {use.number for use in found}:
            found |= _by_words(each, said)
    return tuple(sorted(found, key=lambda use: (use.number, use.block)))


def unused(uses: Iterable[Use], answers: Sequence[Answer]) -> tuple[Answer, ...]:
    used = {use.number for use in uses}
    return tuple(each for each in answers if each.number not in used)


@dataclass(frozen=True)
class Placed:
    """An answer in a version of the text: which passage, by its first words."""

    number: int
    passage: str
    is_seen: bool


def still_placed(answers: Sequence[Answer], placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """Without those whose words were seen in their passage once and have gone from it since."""
    by_number = {answer.number: answer for answer in answers}
    return tuple(
        each
        for each in placed
        if each.number in by_number and (not each.is_seen or _shared(by_number[each.number], _words(each.passage)))
    )


def told(answers: Sequence[Answer], placed: Sequence[Placed]) -> tuple[str, ...]:
    """A line for each answer: where it went, and whether that was seen or only said by the model."""
    return tuple(_line(answer, [each for each in placed if each.number == answer.number]) for answer in answers)


def _line(answer: Answer, placed: Sequence[Placed]) -> str:
    named = f"Your answer {answer.number}, “{_beginning(answer.text)}”,"
    if not placed:
        return f"{named} is not in the text."
    places = [_beginning(each.passage) for each in placed]
    if places == [_beginning(answer.text)]:
        return f"Your answer {answer.number} is in “{places[0]}”."
    where = "; ".join(f"“{place}”" for place in places)
    by_whom = "" if any(each.is_seen for each in placed) else " (so the model says; its words are not there)"
    return f"{named} is in {where}{by_whom}."


def _beginning(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _SHOWN else said[:_SHOWN].rsplit(" ", 1)[0] + "…"


def _claimed(claim: str, answers: dict[int, Answer], said: Sequence[list[str]]) -> set[Use]:
    read = _CLAIM.match(claim)
    answer = answers.get(int(read[1])) if read else None
    opening = _words(read[2]) if read else []
    if answer is None or len(opening) < _LEAST_QUOTED:
        return set()
    places = (place for place, words in enumerate(said) if _holds(words, opening))
    place = next(places, None)
    return set() if place is None else {Use(answer.number, place, bool(_shared(answer, said[place])))}


def _by_words(answer: Answer, said: Sequence[list[str]]) -> set[Use]:
    """Nobody says where it went: the passage with most of its words, if these are enough to know it by."""
    shared = [len(_shared(answer, words)) for words in said]
    best = max(shared, default=0)
    if best < _FEWEST_SHARED or best < _ENOUGH_SHARED * len(_weighty(_words(answer.text))):
        return set()
    return {Use(answer.number, shared.index(best), is_seen=True)}


def _holds(words: list[str], opening: list[str]) -> bool:
    return f" {' '.join(opening)} " in f" {' '.join(words)} "


def _shared(answer: Answer, words: Iterable[str]) -> set[str]:
    return _weighty(_words(answer.text)) & set(words)


def _weighty(words: Iterable[str]) -> set[str]:
    return {word for word in words if word.isdigit() or len(word) >= _SHORTEST_WEIGHTY}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
