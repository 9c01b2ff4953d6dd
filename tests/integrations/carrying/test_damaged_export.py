"""An export whose bytes were damaged on the way is refused in words."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from integrations.carrying.record import Record, as_json, reading, record_in
from models.domain.errors import Refused

NAME = "record.json"


def test_a_part_whose_compressed_bytes_are_damaged_is_named(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(NAME, b"{}" * 5000)
    data = bytearray(file.read_bytes())
    begins = 30 + len(NAME)  # after the part's local header, by the format of zip
    data[begins] = 0xFF
    file.write_bytes(data)
    with reading(file) as export, pytest.raises(Refused, match=f"{NAME} cannot be read"):
        export.get(NAME)


def test_an_export_with_a_text_that_nobody_could_read_is_not_read(tmp_path: Path) -> None:
    blocks = [{"revision_id": 1, "position": at, "text": "![" * 1_000} for at in range(7)]
    (tmp_path / "1-tea").mkdir()
    record = Record(article={}, rows={"revision_block": blocks}, people={}, markdown_sha256="")
    (tmp_path / "1-tea" / NAME).write_bytes(as_json(record))
    with reading(tmp_path) as export, pytest.raises(Refused, match=f"1-tea/{NAME}: The text holds 7,000 square"):
        record_in(export, "1-tea")
