"""Owns the form of one setting of an account: its name, what it says, how it is shown, typed and put."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.domain.durations import in_words, read_minutes
from models.tables import Account


@dataclass(frozen=True)
class Choice:
    """One of the few words that a setting takes, and what it means where the word alone does not tell."""

    words: str
    meaning: str = ""


@dataclass(frozen=True)
class AccountSetting:
    """One line of an account's settings. `typed` is what would set it to what it is now.

    `beside` is what has to be known with it, and is said when it was set.
    """

    name: str
    says: str
    example: str
    shown: Callable[[Account], str]
    put: Callable[[Account, str], None]
    typed: Callable[[Account], str] | None = None
    choices: Callable[[Account], Sequence[Choice]] | None = None
    beside: Callable[[Account], str] | None = None

    def as_typed(self, account: Account) -> str:
        return (self.typed or self.shown)(account)


def chosen_from(*choices: Choice) -> Callable[[Account], Sequence[Choice]]:
    return lambda _: choices


def length(minutes: int) -> str:
    """In words where these lose nothing, else in minutes."""
    words = in_words(minutes)
    return words if read_minutes(words) == minutes else f"{minutes} minutes"
