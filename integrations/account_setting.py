"""Owns the form of one setting of an account: its name, what it says, how it is shown and how it is put."""

from collections.abc import Callable
from dataclasses import dataclass

from models.tables import Account


@dataclass(frozen=True)
class AccountSetting:
    """One line of an account's settings."""

    name: str
    says: str
    example: str
    shown: Callable[[Account], str]
    put: Callable[[Account, str], None]
