"""An export whose bytes were damaged on the way is refused in words."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from integrations.carrying.record import reading
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
