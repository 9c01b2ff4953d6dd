"""Owns the form in which things are told to a model: labelled lines, tagged sections, lists. It knows no task."""

from collections.abc import Mapping, Sequence


def section(tag: str, text: str) -> str:
    return f"<{tag}>\n{text}\n</{tag}>\n\n"


def closed_in(tag: str, text: str) -> str:
    """What others wrote cannot close the section that holds it."""
    return text.replace(f"</{tag}", f"<\u200b/{tag}")


def listed(notes: Sequence[str]) -> str:
    return "\n".join("- " + note.strip().replace("\n", "\n  ") for note in notes)


def answer_as(fields: Mapping[str, str]) -> str:
    named = "\n".join(f'- "{name}": {meaning}' for name, meaning in fields.items())
    return f"Answer with one JSON object and nothing besides it:\n{named}\n"


def line(text: str) -> str:
    return " ".join(text.split())
