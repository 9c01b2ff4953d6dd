"""Owns that the two databases exist, ours and Prefect's, and how Prefect's is named and addressed.

It refuses to go on without the right to make one, and then says the SQL that an administrator runs.
"""

import os
import sys
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from deployments.part import Errand
from deployments.surroundings import plain
from models.domain.errors import CopydeskError, Misconfigured, TryLater

WANTED = "COPYDESK_DATABASES"
SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")


def ours(database_url: str) -> str:
    """The one form that our engine takes."""
    parts = urlsplit(database_url)
    if parts.scheme not in SCHEMES or not parts.path.strip("/"):
        raise Misconfigured("DATABASE_URL must look like postgresql://user:password@host/name.")
    return urlunsplit(parts._replace(scheme="postgresql+psycopg"))


def beside(database_url: str, suffix: str = "_prefect") -> str:
    parts = urlsplit(database_url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + suffix))


def for_prefect(database_url: str) -> str:
    """asyncpg knows fewer options than libpq, and calls `sslmode` `ssl`."""
    parts = urlsplit(database_url)
    options = dict(parse_qsl(parts.query))
    known = {"host": options.get("host"), "port": options.get("port"), "ssl": options.get("sslmode")}
    query = urlencode({name: value for name, value in known.items() if value}, quote_via=quote)
    return urlunsplit(parts._replace(scheme="postgresql+asyncpg", query=query))


def errand(*database_urls: str) -> Errand:
    """In the environment, where only their owner sees the passwords."""
    return Errand(
        name="databases",
        command=(sys.executable, "-m", "deployments.databases"),
        environment=plain() | {WANTED: "\n".join(database_urls)},
        fix="See what PostgreSQL says, below.",
    )


def make_missing(database_url: str) -> None:
    """Connects to the server's `postgres` only where the database itself is not there yet."""
    import psycopg  # noqa: PLC0415 - `up` only needs the names; its child makes the databases

    url = urlunsplit(urlsplit(database_url)._replace(scheme="postgresql"))
    name = urlsplit(database_url).path.strip("/")
    try:
        with psycopg.connect(url, connect_timeout=5):
            return
    except psycopg.OperationalError as error:
        if f'database "{name}" does not exist' not in str(error):
            raise TryLater(f"PostgreSQL does not let us in: {error}") from None
    _make(url, name)


def _make(url: str, name: str) -> None:
    import psycopg  # noqa: PLC0415 - as above
    from psycopg import sql  # noqa: PLC0415 - as above

    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    user = urlsplit(url).username or "postgres"
    try:
        with psycopg.connect(server, connect_timeout=5, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.DuplicateDatabase:
        return
    except psycopg.Error as error:
        raise Misconfigured(
            f"The database {name} is missing and could not be made ({error}). "
            f'Let an administrator run: CREATE DATABASE "{name}" OWNER "{user}";'
        ) from None


def main() -> None:
    try:
        for database_url in os.environ[WANTED].splitlines():
            make_missing(database_url)
    except CopydeskError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
