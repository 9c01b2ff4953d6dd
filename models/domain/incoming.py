"""Owns what an import brings, topics and finished texts, read from named fields. It opens nothing and queues nothing.

What cannot be is refused in a sentence; what Medium would drop is left out and said.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from pydantic import ValidationError

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.new_article import read_topic
from models.domain.publication import TAG_LENGTH, TAGS_AT_MOST, PublishingOptions, clean_tag
from models.domain.sources import Given, read_given

Value = str | tuple[str, ...] | None  # None: something nested, which no field of ours is
Fields = Mapping[str, Value]

LONGEST_BRIEF: Final = 4_000
_STATUS_SAID: Final = {"published": "public", "publish": "public"}
_YES, _NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
_NAMES: Final = {
    alias: name
    for name, aliases in {
        "title": "title",
        "topic": "topic",
        "subtitle": "subtitle description",
        "brief": "brief notes",
        "tags": "tags tag keywords",
        "status": "publishstatus status",
        "canonical_url": "canonical canonicalurl",
        "time": "time publishat publishtime",
        "account": "account",
        "category": "category",
        "licence": "licence license",
        "notify_followers": "notifyfollowers notify",
        "sources": "sources source",
    }.items()
    for alias in aliases.split()
}


@dataclass(frozen=True)
class Incoming:
    """One article to be: a topic, or a text that is finished; `where` is the file or the line that it came from."""

    where: str
    topic: str
    brief: str = ""
    draft: Draft | None = None
    tags: tuple[str, ...] = ()
    options: Mapping[str, str | bool] = field(default_factory=dict)
    time: str = ""  # as it was written; without one a slot of the account is taken
    account: str = ""
    category: str = ""
    sources: tuple[Given, ...] = ()
    remarks: tuple[str, ...] = ()  # what was left out, and why

    @property
    def key(self) -> str:
        """The same for the same text, or for the same topic with the same words beside it."""
        topic = [" ".join(self.topic.casefold().split()), self.brief, " ".join(self.time.lower().split())]
        what = topic if self.draft is None else [self.draft.title, self.draft.subtitle, self.draft.body]
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()

    def with_remark(self, remark: str) -> "Incoming":
        return replace(self, remarks=(*self.remarks, remark))


@dataclass(frozen=True)
class Unfit:
    """Something that cannot be imported, and why."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


Found = Incoming | Unfit


def incoming_topic(where: str, given: Fields) -> Incoming:
    fields, remarks = _ours(given)
    topic, brief = _line(fields, "topic") or _line(fields, "title"), _line(fields, "brief")
    if not topic:
        raise Refused("it names no topic.")
    if len(brief) > LONGEST_BRIEF:
        raise Refused(f"The brief has {len(brief)} characters, and at most {LONGEST_BRIEF} are told to the model.")
    return _with_the_rest(Incoming(where, read_topic(topic)), fields, remarks)


def incoming_text(where: str, draft: Draft, given: Fields) -> Incoming:
    """`draft` has its title already: what the fields say of the rest is read here."""
    fields, remarks = _ours(given)
    topic = " ".join(draft.title.split())[:300]
    return _with_the_rest(Incoming(where, topic, draft=draft), fields, remarks)


def title_in(given: Fields) -> str:
    return _line(_ours(given)[0], "title")


def subtitle_in(given: Fields) -> str:
    return _line(_ours(given)[0], "subtitle")


def read_each(pieces: Iterable[tuple[str, Callable[[], Incoming]]]) -> tuple[Found, ...]:
    """Everything that can be is read, so that all that is wrong is said at once."""
    return tuple(_read(where, read) for where, read in pieces)


def _read(where: str, read: Callable[[], Incoming]) -> Found:
    try:
        return read()
    except Refused as refusal:
        return Unfit(where, str(refusal))


def _with_the_rest(piece: Incoming, fields: Fields, remarks: list[str]) -> Incoming:
    tags, dropped = fit_tags(_several(fields, "tags"))
    return Incoming(
        where=piece.where,
        topic=piece.topic,
        brief=_line(fields, "brief"),
        draft=piece.draft,
        tags=tags,
        options=_options(fields),
        time=_line(fields, "time"),
        account=_line(fields, "account"),
        category=_line(fields, "category"),
        sources=_sources(fields),
        remarks=(*remarks, *dropped),
    )


def _ours(given: Fields) -> tuple[dict[str, Value], list[str]]:
    """By our own names, and a word about those that mean nothing here."""
    found: dict[str, Value] = {}
    strange = []
    for name, value in given.items():
        ours = _NAMES.get(re.sub(r"[-_\s]", "", name.lower()))
        if ours is None:
            strange.append(name)
        elif ours not in found:
            found[ours] = value
        elif value not in ("", found[ours]):
            raise Refused(f"“{name[:40]}” is said twice, in two ways.")
    shown = ", ".join(name[:40] for name in strange[:8])
    return found, [f"not used: {shown}"] if strange else []


def _line(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    if isinstance(value, str):
        return " ".join(value.replace("\0", "").split())
    raise Refused(f"“{name}” has to be one line of text.")


def _several(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, ())
    if value is None:
        raise Refused(f"“{name}” has to be a list of words.")
    return tuple(re.split(r"[,;\n]", value.strip().strip("[]"))) if isinstance(value, str) else value


def fit_tags(given: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """As many as Medium takes, and a word about each of the others."""
    named: dict[str, str] = {}
    for each in given:
        if tag := clean_tag(each.replace("\0", "").strip().strip("\"'")):
            named.setdefault(tag.casefold(), tag)
    long = [tag for tag in named.values() if len(tag) > TAG_LENGTH]
    short = [tag for tag in named.values() if len(tag) <= TAG_LENGTH]
    said = [f"the tag “{tag[:40]}” is left out: Medium ignores more than {TAG_LENGTH} characters" for tag in long]
    if len(short) > TAGS_AT_MOST:
        said.append(f"only the first {TAGS_AT_MOST} of {len(short)} tags are taken")
    return tuple(short[:TAGS_AT_MOST]), said


def _options(fields: Fields) -> dict[str, str | bool]:
    words = {name: _line(fields, name) for name in ("status", "canonical_url", "licence")}
    options: dict[str, str | bool] = {name: word for name, word in words.items() if word}
    if status := words["status"].lower():
        options["status"] = _STATUS_SAID.get(status, status)
    if notify := _line(fields, "notify_followers").lower():
        options["notify_followers"] = _is_yes(notify)
    try:
        PublishingOptions.model_validate(options)
    except ValidationError as fault:
        raise Refused("; ".join(f"“{each['loc'][0]}”: {each['msg'][:200]}" for each in fault.errors()) + ".") from None
    return options


def _is_yes(word: str) -> bool:
    if word not in _YES | _NO:
        raise Refused(f"“notify_followers” is yes or no, not “{word[:40]}”.")
    return word in _YES


def _sources(fields: Fields) -> tuple[Given, ...]:
    value = fields.get("sources", ())
    if value is None:
        raise Refused("“sources” has to be a list of links.")
    words = [value] if isinstance(value, str) else value
    return tuple(read_given(each) for each in words if each.strip())


def refuse_all(unfit: Iterable[Unfit]) -> None:
    """All or nothing: with one bad piece nothing is imported, and every bad one is named."""
    if lines := [str(each) for each in unfit]:
        raise Refused("\n".join(chain(["Nothing was imported, since this cannot be:"], lines)))
