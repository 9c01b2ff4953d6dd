"""Reviews: what may be answered to what, and that an approval names exactly what it approves."""

import pytest

from models.domain.errors import Refused
from models.domain.publication import PublishingOptions, seal
from models.domain.review import POSSIBLE, STAGE_OF, ReviewKind, Verdict, image_hash, require_possible, text_hash
from models.domain.slots import replace_slot, slots_of, text_without_slots
from tests.builders import PICTURED, PLAIN, SLOT

TEXT = PICTURED.body


def approved(body: str, title: str = "T", subtitle: str = "S") -> str:
    return text_hash(title, subtitle, text_without_slots(body))


def test_dropping_or_rewriting_a_slot_leaves_the_approval_of_the_text_as_it_was() -> None:
    cover = slots_of(TEXT)[0]
    assert approved(replace_slot(TEXT, "cover", None)) == approved(TEXT)
    assert approved(replace_slot(TEXT, "cover", cover.model_copy(update={"alt": "Other boats"}))) == approved(TEXT)
    assert approved(PLAIN.body + "\nOne page more.\n") == approved(TEXT)


def test_moving_a_slot_leaves_the_approval_of_the_text_as_it_was() -> None:
    at_the_top = f"{SLOT.format(name='cover')}\n\n{replace_slot(TEXT, 'cover', None)}"
    assert approved(at_the_top) == approved(TEXT)


@pytest.mark.parametrize(
    "other",
    [
        approved(TEXT.replace("one page", "two pages")),
        approved(TEXT, title="T!"),
        approved(TEXT, subtitle=""),
        approved(TEXT, title="TS", subtitle=""),
    ],
)
def test_another_word_is_another_approval(other: str) -> None:
    assert other != approved(TEXT)


def test_what_stands_in_one_field_never_counts_as_part_of_the_next() -> None:
    assert text_hash("ab", "c", "") != text_hash("a", "bc", "")
    assert image_hash("a", "bc") != image_hash("ab", "c")


def sealed(**changes: object) -> str:
    given: dict[str, object] = {
        "images": ["image:" + "a" * 64],
        "tags": ["Writing", "Habits"],
        "options": PublishingOptions(),
    }
    return seal("T", "S", "B", **(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"images": ["image:" + "b" * 64]},
        {"images": []},
        {"tags": ["Habits", "Writing"]},
        {"tags": ["Writing"]},
        {"options": PublishingOptions(notify_followers=True)},
        {"options": PublishingOptions(canonical_url="https://example.com/a")},
    ],
)
def test_the_seal_is_over_images_tags_their_order_and_every_option(changed: dict[str, object]) -> None:
    assert sealed(**changed) != sealed()


@pytest.mark.parametrize("kind", ReviewKind)
def test_an_answer_that_does_not_fit_the_question_is_refused(kind: ReviewKind) -> None:
    for verdict in POSSIBLE[kind]:
        require_possible(kind, verdict)
    for verdict in set(Verdict) - POSSIBLE[kind]:
        with pytest.raises(Refused, match=f"“{verdict}” is not an answer to a {kind} review"):
            require_possible(kind, verdict)


def test_every_kind_of_review_has_a_stage_of_its_own_and_every_answer_a_question() -> None:
    assert len(set(STAGE_OF.values())) == len(ReviewKind)
    assert frozenset().union(*POSSIBLE.values()) == frozenset(Verdict)
