"""Whatever Medium, or something in front of it, answers with: it becomes a typed outcome, and never a crash."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.medium import protocol
from integrations.medium.refusals import Answer, retry_after_in
from models.domain.errors import NeedsPerson, TryLater, Unknown

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_FIELDS = ("id", "url", "title", "tags", "publishStatus", "publishedAt", "license", "canonicalUrl", "username", "role")
about_right = st.fixed_dictionaries({}, optional=dict.fromkeys(_FIELDS, json_values))
complaints = st.fixed_dictionaries(
    {"errors": st.lists(st.fixed_dictionaries({"message": json_values, "code": json_values}))}
)
bodies = st.one_of(
    st.binary(max_size=200),
    st.one_of(json_values, st.fixed_dictionaries({"data": about_right | st.lists(about_right)}), complaints).map(
        lambda value: json.dumps(value).encode("utf-8", "surrogatepass")
    ),
    st.sampled_from([b"", b"<html>Just a moment...</html>", b'{"data": {"id": "a"', b"\xff\xfe{}", b"[" * 5000]),
)
headers = st.dictionaries(
    st.sampled_from(["retry-after", "date", "content-type", "cf-mitigated"]),
    st.text(max_size=30) | st.integers(-10, 10**30).map(str) | st.just("Wed, 21 Oct 2015 07:28:30 GMT"),
)
answers = st.builds(Answer, st.integers(100, 599), headers, bodies)


@settings(max_examples=150, deadline=None)
@given(answers)
def test_an_answer_to_a_post_is_a_post_a_proven_refusal_or_unknown(answer: Answer) -> None:
    try:
        posted = protocol.posted_in(answer)
    except (NeedsPerson, TryLater):
        assert not answer.is_success
    except Unknown:
        assert "cf-mitigated" not in answer.headers or answer.is_success
    else:
        assert answer.is_success
        assert posted.id
        assert posted.url


@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize(
    "read", [protocol.profile_in, protocol.publications_in, protocol.contributors_in, protocol.uploaded_in]
)
@given(answer=answers)
def test_an_answer_to_a_read_is_read_or_refused_or_tried_again(
    read: Callable[[Answer], object], answer: Answer
) -> None:
    try:
        found = read(answer)
    except (NeedsPerson, TryLater):
        return
    assert answer.is_success
    assert found is not None


@settings(max_examples=60, deadline=None)
@given(answers)
def test_a_wait_is_a_number_of_seconds_that_can_be_waited(answer: Answer) -> None:
    seconds = retry_after_in(answer)
    assert seconds is None or seconds >= 0


def test_a_success_without_a_post_in_it_is_never_taken_for_none() -> None:
    for body in (b"", b"{}", b"null", b'{"data": null}', b"<html>", b'{"data": {"id": 7, "url": ""}}'):
        with pytest.raises(Unknown):
            protocol.posted_in(Answer(200, {}, body))
