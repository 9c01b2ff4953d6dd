"""Owns how the settings of an account are laid out: which stand together in one form, and as what each is asked.

What a setting means, takes and refuses is not decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import available_timezones

from console.words import words
from integrations.account_setting import AccountSetting, Choice
from integrations.account_settings import setting
from models.tables import Account

PAGES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "schedule": {
        "times": ("zone", "slots", "slots-zone", "lead", "grace"),
        "unanswered": ("deadline", "reminders"),
        "quiet": ("quiet", "digest"),
    },
    "writing": {
        "text": ("prompt", "language", "words", "openings", "call-to-action"),
        "pictures": ("images", "image-style"),
        "before": ("sources", "interview"),
        "reviewer": ("reviewer", "approve-from", "review-rounds"),
    },
    "publishing": {
        "out": ("status", "publication", "licence", "notify", "format", "images-by"),
        "tags": ("tags", "categories", "origin"),
        "ai": ("ai", "disclosure", "image-credit"),
        "by_hand": ("profile",),
    },
    "money": {"ceiling": ("ceiling",)},
}


class Asked(StrEnum):
    """As what a setting is asked."""

    LINE = "line"
    TEXT = "text"
    ZONE = "zone"
    FROM_A_LIST = "list"
    FROM_SENTENCES = "sentences"  # each choice has a sentence, so that all of them are seen


_TEXTS: Final = frozenset({"prompt"})
_ZONES: Final = frozenset({"zone", "slots-zone"})
_SENTENCES: Final = frozenset({"deadline", "reviewer"})


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    says: str
    example: str
    asked: Asked
    value: str
    shown: str
    choices: tuple[Choice, ...]
    problem: str


@dataclass(frozen=True)
class Topic:
    name: str
    title: str
    lead: str
    fields: tuple[Field, ...]

    @property
    def has_problem(self) -> bool:
        return any(each.problem for each in self.fields)


def page_of(topic: str) -> str | None:
    return next((page for page, topics in PAGES.items() if topic in topics), None)


def names_in(topic: str) -> tuple[str, ...]:
    return PAGES[page_of(topic) or ""][topic]


def topics_of(
    page: str, account: Account, typed: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None
) -> tuple[Topic, ...]:
    """`typed` and `problems` show again what was refused, by the names of the settings."""
    said = vars(words().account_settings.topics)
    return tuple(
        Topic(
            name,
            said[name].title,
            said[name].lead,
            tuple(_field(account, setting(each), typed or {}, problems or {}) for each in names),
        )
        for name, names in PAGES[page].items()
    )


def _field(account: Account, each: AccountSetting, typed: Mapping[str, str], problems: Mapping[str, str]) -> Field:
    return Field(
        name=each.name,
        label=vars(words().account_settings.labels)[each.name],
        says=each.says,
        example=each.example,
        asked=_asked(each),
        value=typed.get(each.name, each.as_typed(account)),
        shown=each.shown(account),
        choices=tuple(each.choices(account)) if each.choices else (),
        problem=problems.get(each.name, ""),
    )


def _asked(each: AccountSetting) -> Asked:
    if each.choices is not None:
        return Asked.FROM_SENTENCES if each.name in _SENTENCES else Asked.FROM_A_LIST
    if each.name in _ZONES:
        return Asked.ZONE
    return Asked.TEXT if each.name in _TEXTS else Asked.LINE


def zones() -> tuple[str, ...]:
    return tuple(sorted(each for each in available_timezones() if "/" in each and not each.startswith("Etc/")))
