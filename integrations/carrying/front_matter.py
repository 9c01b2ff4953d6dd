"""Owns the reading of front matter: YAML, of which only words and lists of words are taken. It builds no objects.

PyYAML (which Prefect brings, and which is the YAML that every blog tool reads) is asked for its events alone: no tag is
obeyed, no alias is followed, and nothing nests, so no document can be made to do harm.
"""

import re
from collections.abc import Iterator

import yaml

from models.domain.errors import Refused
from models.domain.finished_text import cut_front_matter
from models.domain.incoming import Fields, Value

_DEEPEST = 20  # PyYAML takes seconds over a thousand brackets
_NOTHING = frozenset({"", "~", "null"})
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL keeps in no text


def read_front_matter(text: str) -> tuple[Fields, str]:
    """The fields, and the text without them. What stands between two rules and names no field is text."""
    front, body = cut_front_matter(text)
    if not front.strip():
        return {}, body
    fields = fields_in(front)
    return ({}, text.removeprefix("\ufeff")) if fields is None else (fields, body)


def fields_in(front: str) -> Fields | None:
    """None where it is no mapping."""
    try:
        events = yaml.parse(front, Loader=yaml.BaseLoader)
        return _mapping(event for event in events if not isinstance(event, yaml.StreamStartEvent))
    except yaml.MarkedYAMLError as fault:
        mark = fault.context_mark or fault.problem_mark  # where it began, as an open quotation mark
        line = mark.line + 2 if mark else 1  # the line of --- is the first
        raise Refused(f"Its front matter cannot be read (line {line}): {fault.problem or 'no YAML'}.") from None
    except (yaml.YAMLError, ValueError, OverflowError):  # the latter two: escapes and versions that are no numbers
        raise Refused("Its front matter cannot be read: it holds characters that YAML does not allow.") from None


def _mapping(events: Iterator[yaml.Event]) -> Fields | None:
    values: dict[str, Value] = {}
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            break
        if not isinstance(event, yaml.DocumentStartEvent):
            return None
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return values
        if not isinstance(event, yaml.ScalarEvent):
            raise Refused("Its front matter has a name that is no word.")
        name = _words(event)
        if name in values:
            raise Refused(f"Its front matter says “{name[:40]}” twice.")
        values[name] = _value(next(events), events)
    return None


def _value(event: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    if isinstance(event, yaml.ScalarEvent):
        return _words(event)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events)
    if isinstance(event, yaml.MappingStartEvent):
        _skip(events)
    return None


def _sequence(events: Iterator[yaml.Event]) -> Value:
    words: list[str] = []
    is_flat = True
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        if isinstance(event, yaml.ScalarEvent):
            words.append(_words(event))
            continue
        is_flat = False
        if isinstance(event, yaml.CollectionStartEvent):
            _skip(events)
    return tuple(words) if is_flat else None


def _skip(events: Iterator[yaml.Event]) -> None:
    """To the end of what has just begun."""
    depth = 1
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise Refused("Its front matter nests too deeply.")
        if not depth:
            return


def _words(event: yaml.ScalarEvent) -> str:
    value = str(event.value)
    is_nothing = event.style is None and value.lower() in _NOTHING
    return "" if is_nothing else _UNKEEPABLE.sub("", value)
