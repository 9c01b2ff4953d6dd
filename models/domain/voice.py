"""Owns a writer's voice as rules: distilled from their stories, proposed from feedback, in force only once accepted.

Every rule stands on something that the writer wrote. It refuses a rule whose sentence is in none of the stories.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

MOST_RULES: Final = 10  # that one look at the stories may propose
LONGEST_RULE: Final = 240
MOST_STORIES: Final = 12
STORY_CHARACTERS: Final = 6_000  # of each story: its beginning shows most of a voice
FEWEST_WORDS: Final = 120  # a shorter one is a response, or a note
TIMES_TO_RECUR: Final = 3
ARTICLES_TO_RECUR: Final = 2
_LEAST_QUOTED = 4  # words
_ALIKE = 0.6
_STEM = 5  # letters by which words are the same to us
_SHORTEST_WEIGHTY = 4
_WORD = re.compile(r"\w+")
_POLITE = re.compile(r"^(?:(?:please|and|but|also|again)\b[\s,]*)+|[\s,]*\bplease\b(?=[\s.!]*$)", re.IGNORECASE)
_EVERYDAY = frozenset({"pleas", "make", "this", "that", "with", "more", "bit", "littl", "could", "would", "should"})


class RuleState(StrEnum):
    PROPOSED = "proposed"  # shown, and not in force
    ACCEPTED = "accepted"
    REFUSED = "refused"  # and not proposed again


class RuleOrigin(StrEnum):
    STORIES = "stories"  # read out of what the writer published
    FEEDBACK = "feedback"  # asked for again and again


class Story(BaseModel):
    """A text that the writer wrote, without markup."""

    model_config = ConfigDict(frozen=True)

    title: str
    text: str


class Trait(BaseModel):
    """A rule, and the sentence of a story that shows it."""

    model_config = ConfigDict(frozen=True)

    rule: str
    sentence: str
    story: str = ""


@dataclass(frozen=True)
class Said:
    """A note about a draft, and of which article."""

    article_id: int
    text: str
    at: datetime


def fit_to_learn_from(stories: Iterable[Story]) -> tuple[Story, ...]:
    """The first ones that are long enough, each cut; the same text twice is one."""
    long = {story.text: story for story in stories if len(_WORD.findall(story.text)) >= FEWEST_WORDS}
    return tuple(
        story.model_copy(update={"text": story.text[:STORY_CHARACTERS]}) for story in list(long.values())[:MOST_STORIES]
    )


def borne_out(traits: Iterable[Trait], stories: Sequence[Story]) -> tuple[Trait, ...]:
    """Those whose sentence is in a story, word for word, each rule once, with the story's name."""
    found: dict[str, Trait] = {}
    for trait in traits:
        home = next((story for story in stories if _is_in(trait.sentence, story.text)), None)
        if home is not None and trait.rule.strip():
            rule = " ".join(trait.rule.split())[:LONGEST_RULE]
            found.setdefault(rule_key(rule), Trait(rule=rule, sentence=_tidy(trait.sentence), story=home.title))
    return tuple(found.values())[:MOST_RULES]


def rule_key(rule: str) -> str:
    """Two wordings that differ in spelling and spaces only are one rule."""
    return " ".join(_WORD.findall(rule.casefold()))


def as_prompt(own_words: str, rules: Sequence[Trait]) -> str:
    """What the model is told of the voice: the writer's own words first, then the accepted rules."""
    listed = [f"- {each.rule}{_shown_by(each)}" for each in rules]
    return "\n".join(filter(None, [own_words.strip(), *listed]))


def recurring(notes: Sequence[Said]) -> tuple[Trait, ...]:
    """What was asked for again and again, in the writer's latest words; the sentence is what they wrote."""
    groups: list[list[Said]] = []
    for note in sorted(notes, key=lambda each: each.at):
        alike = (group for group in groups if _are_alike(group[0].text, note.text))
        group = next(alike, None)
        if group is None:
            groups.append([note])
        else:
            group.append(note)
    return tuple(_as_rule(group[-1].text) for group in groups if _recurs(group) and _stems(group[-1].text))


def _recurs(group: Sequence[Said]) -> bool:
    return len(group) >= TIMES_TO_RECUR and len({note.article_id for note in group}) >= ARTICLES_TO_RECUR


def _as_rule(note: str) -> Trait:
    text = _POLITE.sub("", " ".join(note.split())).strip(" .!") or note.strip()
    return Trait(rule=f"{text[:1].upper()}{text[1:]}"[:LONGEST_RULE], sentence=_tidy(note)[:LONGEST_RULE])


def _are_alike(one: str, other: str) -> bool:
    first, second = _stems(one), _stems(other)
    return bool(first and second) and len(first & second) / len(first | second) >= _ALIKE


def _stems(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.casefold()) if len(word) >= _SHORTEST_WEIGHTY)
    return frozenset(word[:_STEM] for word in words) - _EVERYDAY


def _is_in(sentence: str, text: str) -> bool:
    words = _WORD.findall(sentence.casefold())
    return len(words) >= _LEAST_QUOTED and f" {' '.join(words)} " in f" {' '.join(_WORD.findall(text.casefold()))} "


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _shown_by(rule: Trait) -> str:
    return f" For example: “{rule.sentence}”" if rule.story else ""
