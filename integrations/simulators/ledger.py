"""Owns what a simulator remembers, on disk, so that a restart repeats no id and empties no chat.

A ledger is a few shelves of JSON documents in one SQLite file. It survives a kill of the process, not of the machine.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_SCHEMA = """
create table if not exists document (shelf text, key text, place integer, body text, primary key (shelf, key));
create index if not exists document_place on document (shelf, place);
create table if not exists counter (name text primary key, value integer);
"""


class Ledger:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._sqlite = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._sqlite.execute("pragma journal_mode = wal")
        self._sqlite.execute("pragma synchronous = off")
        self._sqlite.executescript(_SCHEMA)

    def next(self, name: str, first: int = 1) -> int:
        """The next number of that name; a number is never given twice."""
        row = self._sqlite.execute(
            "insert into counter values (?, ?) on conflict (name) do update set value = value + 1 returning value",
            (name, first),
        ).fetchone()
        return int(row[0])

    def put(self, shelf: str, key: str | int, document: Document) -> None:
        """Store or replace; a document keeps the place on its shelf that it was first given."""
        self._sqlite.execute(
            "insert into document values (?, ?, ?, ?) on conflict (shelf, key) do update set body = excluded.body",
            (shelf, str(key), self.next(f"place:{shelf}"), json.dumps(document)),
        )

    def get(self, shelf: str, key: str | int) -> Document | None:
        row = self._sqlite.execute(
            "select body from document where shelf = ? and key = ?", (shelf, str(key))
        ).fetchone()
        return json.loads(row[0]) if row else None

    def remove(self, shelf: str, key: str | int) -> None:
        self._sqlite.execute("delete from document where shelf = ? and key = ?", (shelf, str(key)))

    def all(self, shelf: str, after: int = 0, limit: int = -1) -> list[Document]:
        """The documents of a shelf in the order they came, those after a place."""
        rows = self._sqlite.execute(
            "select body from document where shelf = ? and place > ? order by place limit ?", (shelf, after, limit)
        )
        return [json.loads(body) for (body,) in rows]

    def newest(self, shelf: str, limit: int) -> list[Document]:
        rows = self._sqlite.execute(
            "select body from document where shelf = ? order by place desc limit ?", (shelf, limit)
        ).fetchall()
        return [json.loads(body) for (body,) in reversed(rows)]

    def count(self, shelf: str) -> int:
        return int(self._sqlite.execute("select count(*) from document where shelf = ?", (shelf,)).fetchone()[0])

    def clear(self) -> None:
        """Forget the documents; the counters go on, so that ids stay unique across a reset."""
        self._sqlite.execute("delete from document")

    def close(self) -> None:
        self._sqlite.close()
