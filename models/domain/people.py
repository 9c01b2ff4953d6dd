"""Owns who may do what on an account."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do on one account."""

    OWNER = "owner"  # everything, also the token and the people
    EDITOR = "editor"  # decides about articles
    VIEWER = "viewer"  # sees only


DECIDES = frozenset({Role.OWNER, Role.EDITOR})
