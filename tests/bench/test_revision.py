"""The bench of revisions sees what it looks for, on articles that are the same each time."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from bench.corpus import corpus
from bench.revision import feedback_on
from bench.wrongs import WRONGS, Outcome
from models.domain.draft import Draft
from models.domain.effects import RevisionBy
from models.domain.markdown import split_blocks
from models.store.texts import Text
from models.tables import Revision, RevisionBlock

SLOT = ":::image cover\nprompt: A harbour\nalt: Boats\ncaption: The harbour\n:::"
BODY = f"One here, and [a map](https://maps.example).\n\n{SLOT}\n\nTwo there.\n\n```\ncode\n```\n\nThree then."


def text(body: str, title: str = "T", warnings: tuple[str, ...] = ()) -> Text:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    revision = Revision(
        article_id=1, number=1, title=title, by=RevisionBy.MODEL, warnings=list(warnings), created_at=at
    )
    blocks = tuple(
        RevisionBlock(revision_id=1, position=at, block_id=UUID(int=at), kind=block.kind, text=block.text)
        for at, block in enumerate(split_blocks(body))
    )
    return Text(revision, blocks)


def seen(after: str, *, free: frozenset[int] = frozenset({0}), title: str = "T") -> set[str]:
    outcome = Outcome(text(BODY), text(after, title), free, may_change_head=False)
    return {wrong for wrong, look in WRONGS.items() if list(look(outcome))}


def test_there_are_more_than_thirty_articles_the_same_each_time_and_of_different_shapes() -> None:
    assert len(corpus()) >= 30
    assert corpus() == corpus()
    assert len({specimen.name for specimen in corpus()}) == len(corpus())
    assert all(len(feedback_on(specimen)) == 5 for specimen in corpus())


def test_a_decent_revision_has_nothing_wrong() -> None:
    assert seen(BODY) == set()
    assert seen(BODY.replace("One here", "One right here")) == set()


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (BODY.replace("Two there", "Two theirs"), "passages changed that were not named"),
        (BODY.replace("Two there", "Two theirs"), "passages that lost their identity or lock"),
        (BODY.replace("```\n\nThree", "\n\nThree"), "code blocks left open"),
        (f"```\n{BODY}", "passages shown in another way"),
        (BODY.replace(SLOT, ""), "image slots lost, changed or invented"),
        (BODY.replace("The harbour", "A cat"), "image slots lost, changed or invented"),
        (BODY.replace("maps.example", "invented.example"), "links to addresses that nobody named"),
        (f"Sure, here's the text.\n\n{BODY}", "words to the author"),
        ("One.", "texts cut to less than half"),
        (f"| a |\n|---|\n| b |\n\n{BODY}", "forms Medium has not, without a warning"),
    ],
)
def test_what_is_wrong_is_seen(after: str, wrong: str) -> None:
    assert wrong in seen(after)


def test_a_title_that_nobody_asked_for_is_seen() -> None:
    assert "passages changed that were not named" in seen(BODY, title="Another")


def test_a_form_that_the_writer_is_warned_of_is_told() -> None:
    after = text(f"{BODY}\n\n| a |\n|---|\n| b |", warnings=("There is a table, and Medium has none.",))
    outcome = Outcome(text(BODY), after, frozenset(range(9)), may_change_head=False)
    look = WRONGS["forms Medium has not, without a warning"]
    assert list(look(outcome)) == []
    assert list(look(replace(outcome, after=text(after.body))))


def test_a_draft_of_the_corpus_is_a_draft() -> None:
    assert all(isinstance(specimen.draft, Draft) and specimen.draft.body.strip() for specimen in corpus())
