"""Owns the tabs of the settings: one's own for everybody, the desk's for whoever runs it."""

from console.accounts.doors import Tab
from console.words import words
from integrations.logins import Visitor

_OWN = "own"


def tabs(visitor: Visitor, here: str) -> tuple[Tab, ...]:
    return tuple(
        Tab("/setup" if name == "setup" else f"/settings{'' if name == _OWN else f'/{name}'}", said, name == here)
        for name, said in vars(words().settings.tabs).items()
        if name == _OWN or visitor.reach.runs_the_desk
    )
