"""What the checks say of sources in a text: each is cited, and nothing is put into its mouth."""

import pytest

from models.domain.checks.every import EVERY
from models.domain.checks.finding import CheckName, Manuscript
from models.domain.draft import Draft
from models.domain.sources import Material

LETTERS = Material(
    number=1, url="https://letters.example/year", title="Letters", text="Forty people wrote one letter a week, by hand."
)
NOTE = Material(number=2, text="My grandmother kept none of the answers that she got.")


def found(check: CheckName, body: str) -> list[str]:
    text = Manuscript(Draft(title="T", body=body), to_cite=frozenset({LETTERS.url}), materials=(LETTERS, NOTE))
    return [finding.message for finding in EVERY[check](text)]


def test_a_source_without_a_link_to_it_is_named() -> None:
    [message] = found(CheckName.CITATIONS, "Forty people wrote letters, as https://letters.example/ says.")
    assert message.startswith("The source https://letters.example/year is not cited")


@pytest.mark.parametrize("link", ["[they](https://letters.example/year/)", "<https://LETTERS.example/year#top>"])
def test_a_link_in_any_spelling_cites(link: str) -> None:
    assert found(CheckName.CITATIONS, f"Letters, {link}, are slow.") == []


@pytest.mark.parametrize(
    "quote",
    [
        "“Forty people wrote one letter a week”",
        '"forty  people wrote one letter a *week*, by hand"',
        "“Forty people … one letter a week”",
        "“my grandmother kept none of the answers”",
        "“not five words here”",
    ],
)
def test_what_a_source_says_may_be_quoted(quote: str) -> None:
    assert found(CheckName.QUOTATIONS, f"As [they]({LETTERS.url}) say: {quote}.") == []


@pytest.mark.parametrize(
    "quote",
    [
        "“Fifty people wrote one letter a week”",
        "“Forty people wrote one letter a week and were never lonely again”",
        "„Vierzig Leute schrieben jede Woche einen Brief“",
    ],
)
def test_what_no_source_says_is_not_put_into_its_mouth(quote: str) -> None:
    [message] = found(CheckName.QUOTATIONS, f"Before.\n\nAs [they]({LETTERS.url}) say: {quote}.\n\nAfter.")
    assert "is in none of the sources" in message


def test_marks_where_no_source_is_named_are_the_writers_own() -> None:
    assert found(CheckName.QUOTATIONS, "He said “never in my life have I seen such a thing”.") == []
