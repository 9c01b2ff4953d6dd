"""Every link between the pages leads somewhere: the file is there, and the heading that it names."""

import re
from pathlib import Path

import pytest

from integrations.settings import CLONE

PAGES = sorted([*CLONE.glob("*.md"), *(CLONE / "docs").rglob("*.md")])
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ (.+)$", re.M)


def links_of(text: str) -> list[str]:
    return [markdown or html for markdown, html in _LINK.findall(_FENCE.sub("", text))]


def anchors_of(text: str) -> set[str]:
    """As GitHub makes them: lower case, without punctuation, hyphens for spaces."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    return [link for link in links_of(page.read_text()) if "://" not in link and not _leads_somewhere(page, link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    return target.exists() and (not anchor or anchor in anchors_of(target.read_text()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CLONE)))
def test_no_link_is_dead(page: Path) -> None:
    assert dead_links(page) == []


def test_a_dead_link_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('# A page: one\n[a](#a-page-one) [b](#b) [c](gone.md) <img src="no.png"> [d](https://medium.com)\n')
    assert dead_links(page) == ["#b", "gone.md", "no.png"]


def test_every_page_of_the_docs_is_reached_from_the_readme() -> None:
    seen, todo = set[Path](), [CLONE / "README.md"]
    while todo:
        page = todo.pop().resolve()
        if page not in seen:
            seen.add(page)
            paths = [link.partition("#")[0] for link in links_of(page.read_text()) if "://" not in link]
            todo += [page.parent / path for path in paths if path.endswith(".md")]
    assert {page for page in PAGES if page.is_relative_to(CLONE / "docs")} <= seen


def test_every_picture_is_shown_and_small() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in links_of(page.read_text())}
    pictures = {*(CLONE / "docs" / "pictures").rglob("*.png")}
    assert pictures <= shown
    assert [picture.name for picture in pictures if picture.stat().st_size > 200_000] == []
