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

    for engine in desk.database.engines:
        event.listen(engine.sync_engine, "before_cursor_execute", hear)
    yield heard
    for engine in desk.database.engines:
        event.remove(engine.sync_engine, "before_cursor_execute", hear)
