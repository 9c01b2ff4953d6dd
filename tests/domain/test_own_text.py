"""A text that the writer hands in is taken word for word, or refused with the way out."""

import pytest

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.own_text import (
    LARGEST_FILE,
    asks_to_use,
    read_file,
    read_own_text,
    require_readable,
    require_whole,
)

SLOT = ":::image cover\nprompt: A harbour\nalt: Boats\ncaption: The harbour\n:::"
CURRENT = Draft(title="Old title", subtitle="Old subtitle", body=f"Old.\n\n{SLOT}\n\nMore.")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("use this: Hello", True),
        ("Use this\n# Title", True),
        ("Use this version instead:\nHello", True),
        ("use this approach in paragraph 2", False),
        ("please use this: x", False),
    ],
)
def test_it_says_that_it_is_to_be_used(text: str, is_one: bool) -> None:
    assert asks_to_use(text) is is_one


def test_what_stands_behind_the_words_is_the_text() -> None:
    assert require_whole("Use this:\n# A title\n\nText  \nwith *marks*.\n") == "# A title\n\nText  \nwith *marks*.\n"
    with pytest.raises(Refused, match=r"may be a part of yours\. Send it as a \.md"):
        require_whole("use this: " + "x" * 4_000)


def test_a_title_is_taken_from_the_first_line_and_else_kept() -> None:
    assert read_own_text("# New *title*\n\nBody.\n", CURRENT) == Draft(
        title="New title", subtitle="Old subtitle", body="Body.\n"
    )
    assert read_own_text("Body.\n\n# Later\n", CURRENT).title == "Old title"
    assert read_own_text("\n\nJust a body", CURRENT).body == "\n\nJust a body"


def test_what_the_bot_sends_as_a_file_comes_back_as_the_same_text() -> None:
    sent = f"# {CURRENT.title}\n\n{CURRENT.body}"
    assert read_own_text(sent, CURRENT) == CURRENT


def test_a_picture_copied_from_the_chat_is_its_slot_again() -> None:
    assert read_own_text("New.\n\n🖼 cover — The harbour\n\nEnd.", CURRENT).body == f"New.\n\n{SLOT}\n\nEnd."
    assert read_own_text("🖼 other — x", CURRENT).body == "🖼 other — x"


@pytest.mark.parametrize("text", ["", " \n", "# Only a title\n"])
def test_nothing_is_no_text(text: str) -> None:
    with pytest.raises(Refused, match="no text in it"):
        read_own_text(text, CURRENT)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Grüße\r\n".encode(), "Grüße\r\n"),
        ("Grüße".encode("utf-8-sig"), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
    ],
)
def test_a_file_of_text_is_read(data: bytes, text: str) -> None:
    assert read_file("article.MD", data) == text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("article.docx", b"x", "“article.docx” is no text that I can take"),
        ("article", b"x", "is no text"),
        ("a.md", b"x" * (LARGEST_FILE + 1), "has 512 KB; a text may have 512"),
        ("a.txt", "Grüße".encode("latin-1"), "is not in UTF-8"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "is not in UTF-8"),
        ("a.txt", b"GIF89a\x00\x01", "holds more than text"),
        ("a.txt", b"\xff\xfeX", "is not in UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_in_words(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_file(name, data)


def test_a_file_is_refused_by_its_size_before_it_is_fetched() -> None:
    with pytest.raises(Refused, match="has 20480 KB"):
        require_readable("a.md", 20 * 1024 * 1024)
