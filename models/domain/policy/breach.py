"""Owns what a rule says of a story that does not keep it: which rule, in a sentence, and whether it may go out."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Each rule with what it wants."""

    sentence: str

    def __new__(cls, name: str, sentence: str) -> "Rule":
        member = str.__new__(cls, name)
        member._value_ = name
        member.sentence = sentence
        return member

    DISCLOSURE = (
        "disclosure",
        "the first two paragraphs tell readers of AI, where a model wrote and the account says so",
    )
    DUPLICATE = "duplicate", "the same text, or nearly the same, went out on no account before"
    TITLE = "title", "the title has at most 100 characters, else Medium makes one up"
    QUOTA = "quota", "a Medium profile posts ten times in 24 hours at most, whichever accounts share it"
    IMAGES = "images", "images that Medium fetches from the web answer when it comes for them"
    PAYWALL = "paywall", "a text in which a model had a hand promises no paywall, in English: Medium allows it none"
    FORM = "form", "the article can be written in the form in which it is to be sent"


@dataclass(frozen=True)
class Breach:
    """A rule that is not kept. One that stops keeps a story from being seen by anybody but the writer."""

    rule: Rule
    message: str
    stops: bool = False


def stopping(breaches: tuple[Breach, ...]) -> tuple[Breach, ...]:
    return tuple(breach for breach in breaches if breach.stops)


def in_one_line(breaches: tuple[Breach, ...]) -> str:
    """As a reason: sentences, one after the other."""
    return " ".join(breach.message for breach in breaches)
