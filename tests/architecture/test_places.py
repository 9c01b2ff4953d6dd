"""What is done in named places only is done there and nowhere else."""

from fnmatch import fnmatchcase

import pytest

from tests.architecture.places import PLACES
from tests.architecture.reserved import Reserved
from tests.architecture.sources import Source, product_sources

each_kind = pytest.mark.parametrize("kind", PLACES, ids=[kind.what for kind in PLACES])


@each_kind
def test_it_is_done_in_its_places_only(kind: Reserved) -> None:
    assert [offence for source in product_sources() for offence in kind.broken_by(source)] == []


@each_kind
def test_it_would_be_seen_elsewhere(kind: Reserved) -> None:
    assert kind.broken_by(Source("tasks/elsewhere.py", kind.offence))


@each_kind
def test_it_is_done_in_every_place_that_may(kind: Reserved) -> None:
    """A permission that nobody uses is one that somebody will."""
    unused = [
        place
        for place in kind.places
        if not any(kind.uses(source) for source in product_sources() if fnmatchcase(source.path, place))
    ]
    assert unused == []


def test_a_place_gives_leave_to_itself_only() -> None:
    commit = PLACES[0]
    assert commit.broken_by(Source("models/database.py", commit.offence)) == []
    assert commit.broken_by(Source("models/database_too.py", commit.offence)) != []


@pytest.mark.parametrize(
    "hidden",
    [
        "import httpx as web\nweb.AsyncClient()",
        "from httpx import AsyncClient as Web\nWeb()",
        "def lazily():\n    from httpx import Client\n    return Client()",
        "class Kept:\n    import httpx\n    http = httpx.AsyncClient()",
    ],
)
def test_another_name_hides_nothing(hidden: str) -> None:
    (http,) = [kind for kind in PLACES if kind.what == "an http client"]
    assert len(http.broken_by(Source("tasks/elsewhere.py", hidden))) == 1


def test_an_annotation_opens_nothing() -> None:
    (http,) = [kind for kind in PLACES if kind.what == "an http client"]
    assert http.broken_by(Source("tasks/elsewhere.py", "import httpx\nhttp: httpx.AsyncClient")) == []
