"""Owns what the commands about publishing do, on the services of a running home."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from rich.table import Column, Table
from rich.text import Text

from integrations.comparison import compared
from integrations.correcting import correct, finish_of_article
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.own_text import read_file


@dataclass(frozen=True)
class Shown:
    table: Table
    verdict: str
    is_same: bool


async def comparison(desk: Services, article_id: int) -> Shown:
    found = await compared(desk, article_id)
    table = Table("", _whole("approved"), "", _whole("sent"), title=found.topic, show_lines=True)
    for row in found.comparison.rows:
        mark = "=" if row.is_same else "≠"
        table.add_row(row.what, Text(row.approved), mark, Text(f"{row.sent}\n({row.word})" if row.word else row.sent))
    seal = "is" if found.comparison.is_sealed else "is NOT"
    text = "is" if found.comparison.is_byte_for_byte else "is NOT"
    verdict = (
        f"What is called approved {seal} what the seal is over. With references in the place of addresses, what was "
        f"sent {text} the sealed text, byte for byte. The attempt: {found.outcome}, {found.url or 'no address'}."
    )
    return Shown(table, verdict, found.comparison.is_same)


def _whole(head: str) -> Column:
    """A long address goes on in the next line: one that is cut could be any other."""
    return Column(head, overflow="fold")


async def correction(desk: Services, article_id: int, file: Path | None, *, done: bool) -> str:
    if done:
        return await finish_of_article(desk, article_id)
    if file is None:
        raise Refused("Name the file with the corrected text, or say --done.")
    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    return await correct(desk, article_id, read_file(file.name, data))
