"""What a writer types at the final review."""

from datetime import UTC, datetime

import pytest

from models.domain.errors import Refused
from models.domain.final_request import FinalRequest, read_final_request

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(text: str) -> FinalRequest:
    return read_final_request(text, "Europe/Berlin", NOW)


def test_tags_and_time_may_be_given_alone_or_together_in_any_order() -> None:
    moment = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert read("tags: Writing, #Habits ,  Slow   Work") == FinalRequest(tags=("Writing", "Habits", "Slow Work"))
    assert read("time: 2026-12-01 09:00") == FinalRequest(publish_at=moment)
    assert read("TIME : 2026-12-01 09:00\n\ntags: Writing") == FinalRequest(tags=("Writing",), publish_at=moment)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tags:", "0 tags"),
        ("tags: a, b, c, d, e, f", "6 tags"),
        (f"tags: {'x' * 26}", "ignores tags of more than 25"),
        ("tags: Writing, writing", "there twice"),
        ("tags: #", "an empty tag"),
        ("time: 2025-12-01 09:00", "has already passed"),
        ("time: soon", "not a time I can read"),
        ("make it shorter", "Are these the tags. Then write “tags: make it shorter”"),
        ("Money", "Are these the tags"),
        ("shorter, please", "Are these the tags"),
        ("a better title, a calmer end, and no third part", "Write “tags: one, two, three”"),
        ("calm. quiet. slow.", "Write “tags: one, two, three”"),
        ("yesterday 9am", "Write “tags: one, two, three”|Are these the tags"),
        ("2025-12-01 09:00", "has already passed"),
        ("monday", "without an hour"),
        (f"one, two, {'x' * 26}", "ignores tags of more than 25"),
        ("a, b, c, d, e, f", "6 tags"),
        ("tags: Writing\nand make it shorter", "Write “tags: one, two, three”"),
    ],
)
def test_what_cannot_go_out_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(text)


def test_without_their_names_a_time_and_a_list_are_understood_as_what_they_are() -> None:
    moment = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert read("Quiet, Phones, Slow Work") == FinalRequest(tags=("Quiet", "Phones", "Slow Work"))
    assert read("Quiet\nPhones\nAttention") == FinalRequest(tags=("Quiet", "Phones", "Attention"))
    assert read("#Quiet, #Phones") == FinalRequest(tags=("Quiet", "Phones"))
    assert read("2026-12-01 09:00") == FinalRequest(publish_at=moment)
    assert read("a, b, c\n1 Dec 9am") == FinalRequest(tags=("a", "b", "c"), publish_at=moment)
    assert read("time: 1 Dec 9am\na, b, c") == FinalRequest(tags=("a", "b", "c"), publish_at=moment)


def test_a_request_comes_back_whole_from_where_it_was_kept() -> None:
    request = read("tags: Writing\ntime: 2026-12-01 09:00")
    assert FinalRequest.model_validate_json(request.model_dump_json()) == request
