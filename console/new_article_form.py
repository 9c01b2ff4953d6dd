"""Owns the form of a new article: its fields, how they are read, and what is wrong, by field. It keeps nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import FormData

from console.words import words
from integrations.account_setting import Choice
from integrations.account_settings import setting
from integrations.article_settings import OVERRIDES, PROMPT, TAGS, read_own
from integrations.publishing_settings import (
    FORMATS,
    LICENCES,
    OWN_PROFILE,
    STATUSES,
    WAYS_OF_IMAGES,
    YES_OR_NO,
)
from integrations.queueing import Wanted, read_brief
from models.domain.assessment import ReviewerMode
from models.domain.errors import Refused
from models.domain.new_article import read_topic
from models.domain.option_words import OFF, OPTIONS
from models.domain.publications import known_publications
from models.domain.sources import Given, read_given
from models.tables import Account

_NUMBER: Final = re.compile(r"[0-9]{1,9}")
OWN: Final = "own."  # before the name of a setting, in the form
_CHOICES: Final[Mapping[str, tuple[Choice, ...]]] = {
    "reviewer": tuple(Choice(mode.replace("_", " ")) for mode in ReviewerMode),
    "sources": (Choice("required"), Choice(OFF)),
    "status": STATUSES,
    "licence": LICENCES,
    "notify": YES_OR_NO,
    "format": FORMATS,
    "images-by": WAYS_OF_IMAGES,
}
_LONG: Final = frozenset({PROMPT})
_NOT_THE_ACCOUNTS: Final = frozenset({"canonical"})
WRITTEN: Final = (PROMPT, *OVERRIDES)
OUT: Final = (TAGS, *OPTIONS)


@dataclass(frozen=True)
class Typed:
    """The form as it was sent. `sure` is the moment that was shown, and `read` is what it was read from."""

    account_id: int | None = None
    topic: str = ""
    brief: str = ""
    category: str = ""
    time: str = ""
    links: str = ""
    note: str = ""
    key: str = ""
    sure: str = ""
    read: str = ""
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def reading(self) -> str:
        """What its time is read from: another account may have another zone."""
        return f"{self.account_id} {' '.join(self.time.split())}"

    @property
    def has_own(self) -> bool:
        return any(words.strip() for words in self.own.values())


@dataclass(frozen=True)
class OwnField:
    """One setting of this article alone."""

    name: str
    label: str
    value: str
    placeholder: str
    choices: tuple[Choice, ...] = ()
    is_long: bool = False


def typed_in(form: FormData) -> Typed:
    said = {name: value for name, value in form.items() if isinstance(value, str)}
    plain = ("topic", "brief", "category", "time", "links", "note", "key", "sure", "read")
    return Typed(
        account_id=number_in(said.get("account", "")),
        own={name: said.get(f"{OWN}{name}", "") for name in (*WRITTEN, *OUT)},
        **{name: said.get(name, "") for name in plain},
    )


def number_in(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def wanted_by(account: Account, typed: Typed) -> tuple[Wanted, dict[str, str]]:
    """What is to be queued, and what is wrong with it, by the name of the field."""
    own, found = read_own(account, typed.own)
    problems = {f"{OWN}{name}": said for name, said in found.items()}
    topic, brief, given = typed.topic, "", list[Given]()
    try:
        topic = read_topic(typed.topic)
    except Refused as refusal:
        problems["topic"] = str(refusal)
    try:
        brief = read_brief(typed.brief)
    except Refused as refusal:
        problems["brief"] = str(refusal)
    try:
        given += _links(typed.links)
    except Refused as refusal:
        problems["links"] = str(refusal)
    try:
        given += [read_given(typed.note)] if typed.note.strip() else []
    except Refused as refusal:
        problems["note"] = str(refusal)
    category = " ".join(typed.category.split())[:100]
    key = f"form:{typed.key[:64]}" if typed.key else None
    return Wanted(topic, brief, category, given, own, key), problems


def _links(typed: str) -> list[Given]:
    given = [read_given(line) for line in typed.splitlines() if line.strip()]
    if strange := next((each.note for each in given if each.note), None):
        raise Refused(f"“{strange[:80]}” is no link: it has to begin with http:// or https://.")
    return given


def own_fields(names: Sequence[str], account: Account | None, typed: Typed) -> tuple[OwnField, ...]:
    return tuple(_own_field(name, account, typed) for name in names)


def _own_field(name: str, account: Account | None, typed: Typed) -> OwnField:
    said = words().new
    choices = _CHOICES.get(name, ())
    if name == "publication" and account is not None:
        choices = (*(Choice(each.name) for each in known_publications(account.publications)), Choice(OFF, OWN_PROFILE))
    is_known = account is not None and name not in _NOT_THE_ACCOUNTS
    placeholder = said.as_now.format(value=setting(name).shown(account)) if is_known and account else said.as_account
    return OwnField(name, getattr(said.own, name), typed.own.get(name, ""), placeholder, choices, name in _LONG)
