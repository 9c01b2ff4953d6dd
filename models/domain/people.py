"""Owns who may do what on an account, and how a name and a password for the console have to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.domain.errors import Refused

LEAST_LETTERS = 10
MOST_LETTERS = 200
_LONGEST_NAME = 80


class Role(StrEnum):
    """What a person may do on one account."""

    OWNER = "owner"  # everything, also the token and the people
    EDITOR = "editor"  # decides about articles
    VIEWER = "viewer"  # sees only


DECIDES = frozenset({Role.OWNER, Role.EDITOR})


@dataclass(frozen=True)
class Reach:
    """What a person may see and do: on some accounts, or on all of them and the desk itself."""

    runs_the_desk: bool
    roles: Mapping[int, Role]

    @property
    def accounts(self) -> frozenset[int] | None:
        """Those that may be seen; none stands for all."""
        return None if self.runs_the_desk else frozenset(self.roles)

    def sees(self, account_id: int) -> bool:
        return self.runs_the_desk or account_id in self.roles

    def decides(self, account_id: int) -> bool:
        return self.runs_the_desk or self.roles.get(account_id) in DECIDES

    def owns(self, account_id: int) -> bool:
        return self.runs_the_desk or self.roles.get(account_id) is Role.OWNER


def clean_login_name(typed: str) -> str:
    name = " ".join(typed.split()).lower()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refused(f"A name for the login has 1 to {_LONGEST_NAME} letters.")
    return name


def require_good_password(password: str, login_name: str) -> None:
    if len(password) < LEAST_LETTERS:
        raise Refused(f"A password has at least {LEAST_LETTERS} letters. A short sentence is easy to keep in mind.")
    if len(password) > MOST_LETTERS:
        raise Refused(f"A password has at most {MOST_LETTERS} letters.")
    if len(set(password)) <= LEAST_LETTERS // 3 or password.lower() == login_name:
        raise Refused("This password is guessed at once. A short sentence is easy to keep in mind.")
