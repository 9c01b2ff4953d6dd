"""Owns what the commands about publishing do, on the services of a running home."""

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from integrations.comparison import compared
from integrations.services import Services


@dataclass(frozen=True)
class Shown:
    table: Table
    verdict: str
    is_same: bool


async def comparison(desk: Services, article_id: int) -> Shown:
    found = await compared(desk, article_id)
    table = Table("", "approved", "", "sent", title=found.topic, show_lines=True)
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
