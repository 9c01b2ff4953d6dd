"""Owns the engine and the scope of a session: the only place that commits."""

import select
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from psycopg.errors import IdleInTransactionSessionTimeout
from pydantic import SecretStr
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DataError, DisconnectionError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.errors import Misconfigured, Refused, TryLater

_FROZEN_AFTER = "10s"  # less than a lease
_RESTS_AT_MOST = "2min"  # what a rush opened goes again, since who asks is given the connection that was used last
# A network that was cut says nothing: by default whoever waits for its other end waits for a quarter of an hour, and
# who only listens for two hours.
_NOTICES_A_CUT = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_WANTS_A_TRANSACTION = "Locks, and objects that change, want a transaction: use `session`."


def with_driver(url: str) -> str:
    """Any spelling of a PostgreSQL address, as SQLAlchemy and psycopg want it."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def without_driver(url: SecretStr) -> str:
    """The same address as psycopg by itself wants it."""
    return urlunsplit(urlsplit(url.get_secret_value())._replace(scheme="postgresql"))  # its escapes stay as they are


def noticing_cuts(url: SecretStr) -> dict[str, int]:
    """What a connection wants besides its address, so that it ends where the network did; what that names is left."""
    named = make_url(url.get_secret_value()).query
    return {name: value for name, value in _NOTICES_A_CUT.items() if name not in named}


def _bound_idleness(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """A process that is frozen inside a transaction must not keep its locks from whoever takes its work over."""
    cursor = connection.cursor()
    cursor.execute(f"set idle_in_transaction_session_timeout = '{_FROZEN_AFTER}'")
    cursor.execute(f"set idle_session_timeout = '{_RESTS_AT_MOST}'")
    cursor.close()
    connection.commit()


def _is_spoken_to(connection: DBAPIConnection) -> bool:
    """Nothing is to be read from a connection that rests, but that its server hung up, or that the network is cut."""
    resting = select.poll()
    resting.register(cast(Any, connection).driver_connection.fileno(), select.POLLIN)
    return bool(resting.poll(0))


def _greet(dialect: Dialect, connection: DBAPIConnection) -> None:
    """To ping at each checkout would double what a short transaction costs."""
    try:
        if _is_spoken_to(connection):
            dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, connection, None):
            raise DisconnectionError from error
        raise


def _engine(url: SecretStr, connections: int, **more: Any) -> AsyncEngine:
    # The connection that was used last knows its statements best.
    engine = create_async_engine(
        with_driver(url.get_secret_value()),
        connect_args=noticing_cuts(url),
        pool_size=connections,
        max_overflow=4,
        pool_use_lifo=True,
        **more,
    )

    def greet(connection: DBAPIConnection, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        _greet(engine.dialect, connection)

    event.listen(engine.sync_engine, "connect", _bound_idleness)
    event.listen(engine.sync_engine, "checkout", greet)
    return engine


class Database:
    def __init__(self, url: SecretStr, connections: int = 6) -> None:
        self._engine = _engine(url, connections)
        # Of its own: to switch a connection over and back again costs as much as the question that it is for.
        self._at_once = _engine(url, connections, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """For whoever listens to what is asked."""
        return self._engine, self._at_once

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: all of what happens inside, or nothing."""
        with _told_apart():
            async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
                yield session

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[AsyncSession]:
        """For questions, and for what is one statement: each is a transaction by itself, which spares two round trips.

        At READ COMMITTED, our isolation level, several questions would see no other rows inside of one.
        """
        with _told_apart():
            async with AsyncSession(self._at_once, autoflush=False, sync_session_class=_AtOnce) as session:
                yield session
                if session.new or session.dirty or session.deleted:
                    raise RuntimeError(_WANTS_A_TRANSACTION)

    async def is_alive(self) -> bool:
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(text("select true")))

    async def close(self) -> None:
        for engine in self.engines:
            await engine.dispose()


class _AtOnce(Session):
    """Refuses what needs a transaction: a lock that is kept, objects that are changed and written later."""


@event.listens_for(_AtOnce, "do_orm_execute")
def _refuse_to_lock(asked: ORMExecuteState) -> None:
    if getattr(asked.statement, "_for_update_arg", None) is not None:
        raise RuntimeError(_WANTS_A_TRANSACTION)


@contextmanager
def _told_apart() -> Iterator[None]:
    """The driver's errors as those of our own tree."""
    try:
        yield
    except (OperationalError, PoolTimeout) as error:
        raise TryLater("The database cannot be reached right now.") from error
    except InternalError as error:
        if not isinstance(error.orig, IdleInTransactionSessionTimeout):
            raise
        raise TryLater("This process was frozen in a transaction, which was given up.") from error
    except ProgrammingError as error:
        raise Misconfigured("The database's tables are not those of this version. Run `copydesk provision`.") from error
    except DataError:  # what people type or forge must not bring a process down; the error would quote all of it
        raise Refused("This does not exist here: a number is too large, or a character is no text.") from None
