"""Owns the engine and the scope of a session: the only place that commits."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit, urlunsplit

from psycopg.errors import IdleInTransactionSessionTimeout
from pydantic import SecretStr
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DisconnectionError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from models.domain.errors import Misconfigured, Refused, TryLater

_RESTED_SECONDS = 1.0
_RESTS_SINCE = "rests_since"
_FROZEN_AFTER = "10s"  # less than a lease
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


def _bound_idle_transactions(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """A process that is frozen inside a transaction must not keep its locks from whoever takes its work over."""
    cursor = connection.cursor()
    cursor.execute(f"set idle_in_transaction_session_timeout = '{_FROZEN_AFTER}'")
    cursor.close()
    connection.commit()


def _note_rest(_: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


class Database:
    def __init__(self, url: SecretStr, connections: int = 8) -> None:
        # The connection that was used last knows its statements best, and is known to be alive.
        self._engine = create_async_engine(
            with_driver(url.get_secret_value()),
            connect_args=noticing_cuts(url),
            pool_size=connections,
            max_overflow=4,
            pool_use_lifo=True,
        )
        self._at_once = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(self._engine.sync_engine, "connect", _bound_idle_transactions)
        event.listen(self._engine.sync_engine, "checkin", _note_rest)
        event.listen(self._engine.sync_engine, "checkout", self._greet_a_rested)

    def _greet_a_rested(
        self, connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection
    ) -> None:
        """To ping at each checkout would double what a short transaction costs; one just used is known to be alive."""
        if time.monotonic() - record.info.get(_RESTS_SINCE, 0) > _RESTED_SECONDS:
            dialect = self._engine.sync_engine.dialect
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                if dialect.is_disconnect(error, connection, None):
                    raise DisconnectionError from error
                raise

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
        await self._engine.dispose()


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
