"""Owns what can be typed for one article alone, instead of what its account says: read as the account's own settings.

Nothing is set by it; whatever cannot be is said by its name, all of it at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from integrations.account_settings import setting
from models.columns import Json
from models.domain.errors import Refused
from models.domain.option_words import OPTIONS, read_option
from models.domain.publications import known_publications
from models.domain.tagging import read_tags
from models.tables import Account

TAGS: Final = "tags"
PROMPT: Final = "prompt"
OVERRIDES: Final[Mapping[str, str]] = {  # the name of the account's setting, and its field
    "language": "language",
    "words": "words",
    "images": "images",
    "image-style": "image_style",
    "openings": "openings",
    "call-to-action": "call_to_action",
    "interview": "interview_questions",
    "reviewer": "reviewer",
    "sources": "sources_required",
}


@dataclass(frozen=True)
class OwnSettings:
    """As they are kept with the article."""

    prompt: str = ""
    overrides: Json = field(default_factory=dict)
    options: Json = field(default_factory=dict)
    tags: Sequence[str] = ()


def read_own(account: Account, typed: Mapping[str, str]) -> tuple[OwnSettings, dict[str, str]]:
    """What was typed, and what is wrong with it, by name. What is empty stays as the account has it."""
    said = {name: words for name, words in typed.items() if words.strip()}
    problems: dict[str, str] = {}
    values: Json = {}
    for name, words in said.items():
        try:
            values |= _read(account, name, words)
        except Refused as refusal:
            problems[name] = str(refusal)
    overrides = {field: values[field] for field in (*OVERRIDES.values(), TAGS) if field in values}
    options = {name: value for name, value in values.items() if name not in (*OVERRIDES.values(), TAGS, PROMPT)}
    return OwnSettings(values.get(PROMPT, ""), overrides, options, values.get(TAGS, ())), problems


def _read(account: Account, name: str, words: str) -> Json:
    if name == TAGS:
        return {TAGS: list(read_tags(words))}
    if name in OPTIONS:
        return dict(read_option(name, words, known_publications(account.publications)))
    scratch = Account(**account.model_dump())  # each setting knows how to put itself on an account
    setting(name).put(scratch, words)
    if name == PROMPT:
        return {PROMPT: scratch.custom_prompt}
    if name not in OVERRIDES:
        raise Refused(f"“{name}” is set for the account, not for one article.")
    value = getattr(scratch, OVERRIDES[name])
    return {OVERRIDES[name]: value}
