"""Owns the listening to what is asked of the database, so that a test can say how often."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from integrations.services import Services


@contextmanager
def statements(desk: Services) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    heard: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        heard.append(statement)

    engine = desk.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)
