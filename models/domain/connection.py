"""Owns how an account is connected with Medium: what each state means to its writer, and when to look again."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

A_DAY: Final = timedelta(hours=23, minutes=30)  # the look comes by every hour, and is never quite punctual
AN_HOUR: Final = timedelta(minutes=50)


class Connection(StrEnum):
    """What Medium said when it was last asked; the sentence goes on after the account's name."""

    sentence: str
    remedy: str

    def __new__(cls, name: str, sentence: str, remedy: str) -> "Connection":
        member = str.__new__(cls, name)
        member._value_ = name
        member.sentence, member.remedy = sentence, remedy
        return member

    WELL = "well", "is connected with Medium", ""
    BAD = (
        "bad",
        "has a token that Medium does not know",
        "Give it another one, in the console or with `copydesk account token`, or publish by hand.",
    )
    REVOKED = (
        "revoked",
        "has a token that Medium took back: it was accepted before",
        "Give it another one, in the console or with `copydesk account token`, or publish by hand.",
    )
    BLOCKED = (
        "blocked",
        "does not get through: something in front of Medium turns this network away",
        "The token may be fine. Try from another network, or publish by hand.",
    )
    RATE_LIMITED = (
        "rate_limited",
        "is asked by Medium to slow down",
        "Nothing has to be done: Copydesk asks again within an hour or two.",
    )
    UNREACHABLE = (
        "unreachable",
        "cannot be checked: Medium does not answer, or not sensibly",
        "The token may be fine. Copydesk asks again within an hour or two.",
    )
    DISCONNECTED = (
        "disconnected",
        "was disconnected: its articles are kept and held",
        "A token connects it again, in the console or with `copydesk account token`.",
    )


_PASSES: Final = frozenset({Connection.RATE_LIMITED, Connection.UNREACHABLE})


def is_to_be_looked_at(state: Connection, checked_at: datetime, now: datetime) -> bool:
    """Once a day; what passes by itself every hour, so that it is soon told that it has passed."""
    if state is Connection.DISCONNECTED:
        return False
    pause = AN_HOUR if state in _PASSES else A_DAY
    return now - checked_at >= pause
