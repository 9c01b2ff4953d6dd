"""Owns a strict reader of iCalendar, written from RFC 5545 alone. It refuses whatever that does not allow."""

import re
import unicodedata

_LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=[A-Z]+)*):(?P<value>.*)", re.DOTALL)
_TEXTS = frozenset({"UID", "SUMMARY", "DESCRIPTION", "CATEGORIES"})
_ONCE = frozenset({"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS", "URL"})


def read(text: str) -> list[dict[str, str]]:
    """The events, their texts without escapes."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    physical = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in physical)
    lines = text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in lines
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    return _events(lines[1:-1])


def _events(lines: list[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    is_inside = False
    for line in lines:
        match = _LINE.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        assert not any(unicodedata.category(letter) == "Cc" for letter in value)
        if name == "BEGIN":
            assert (value, is_inside) == ("VEVENT", False)
            found.append({})
            is_inside = True
        elif name == "END":
            assert (value, is_inside) == ("VEVENT", True)
            assert found[-1].keys() >= _ONCE - {"URL"}
            is_inside = False
        elif is_inside:
            assert name not in found[-1]
            found[-1][name] = _unescaped(value) if name in _TEXTS else value
    assert not is_inside
    assert len({each["UID"] for each in found}) == len(found)
    return found


def _unescaped(value: str) -> str:
    plain, rest = "", value
    while rest:
        letter, rest = rest[0], rest[1:]
        if letter == "\\":
            escaped, rest = rest[0], rest[1:]
            plain += {"n": "\n", "N": "\n", "\\": "\\", ";": ";", ",": ","}[escaped]
        else:
            assert letter not in ";,"
            plain += letter
    return plain
