"""Owns Alembic's way in: one connection, one transaction, one migrator at a time."""

from typing import Literal

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import models.tables  # noqa: F401 - fills the metadata

_PLAIN = {"AutoString": "sa.String()", "Word": "sa.String()", "UtcTime": "postgresql.TIMESTAMP(timezone=True)"}
_MIGRATING = 7_263_511  # the advisory lock of whoever migrates


def _render(kind: str, item: object, _: object) -> str | Literal[False]:
    """A migration names database types only, so that it outlives our own column types."""
    return _PLAIN.get(type(item).__name__, False) if kind == "type" else False


def migrate() -> None:
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        context.configure(connection=connection, target_metadata=SQLModel.metadata, render_item=_render)
        context.run_migrations()


migrate()
