"""Owns what is said of a link that cannot be read: one sentence that names it, and what the writer can do instead."""

from models.domain.errors import Refused

_INSTEAD = "Send the passage that matters as a note instead."


class Unreadable(Refused):
    """For good: the same link would fail again. Its text names the link."""


def closed(url: str, status: int) -> Unreadable:
    return Unreadable(f"{url} does not let us read it ({status}): a paywall, or it shuts programs out. {_INSTEAD}")


def gone(url: str, status: int) -> Unreadable:
    return Unreadable(f"{url} is not there ({status}). Check the link.")


def odd(url: str, status: int) -> Unreadable:
    return Unreadable(f"{url} gave no page (status {status}). {_INSTEAD}")


def of_another_type(url: str, content_type: str) -> Unreadable:
    kind = "a PDF" if content_type == "application/pdf" else f"no page of text ({content_type or 'of no type'})"
    return Unreadable(f"{url} is {kind}. {_INSTEAD}")


def too_large(url: str, megabytes: int) -> Unreadable:
    return Unreadable(f"{url} is larger than {megabytes} MB. {_INSTEAD}")


def without_text(url: str) -> Unreadable:
    return Unreadable(f"{url} holds no text that can be read: perhaps a script makes it. {_INSTEAD}")


def says_error(url: str, title: str) -> Unreadable:
    return Unreadable(f"{url} shows an error page (“{title}”). {_INSTEAD}")


def goes_round(url: str) -> Unreadable:
    return Unreadable(f"{url} sends us on and on and never to a page. Check the link.")
