"""Front matter and tables of any bytes are either read rightly or refused in words."""

import json
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from integrations.carrying.front_matter import fields_in, read_front_matter
from integrations.carrying.text_files import read_markdown
from models.domain.errors import Refused
from models.domain.incoming import Incoming, Unfit
from models.domain.own_text import as_text
from models.domain.topic_lists import topics_in_lines, topics_in_table

Result = TypeVar("Result")
_YAMLISH = st.text(alphabet=st.sampled_from(list("ab:-[]{}&*!|>'\"%@`#,?\\ \n\t0\ud800\x00é~")), max_size=60)
_FIELDS = st.dictionaries(
    st.text(min_size=1, max_size=12),
    st.text(max_size=20) | st.lists(st.text(max_size=8), max_size=4),
    max_size=6,
)


def _read_or_refused(read: Callable[[], Result]) -> Result | str:
    try:
        return read()
    except Refused as refusal:
        return str(refusal)


@given(st.binary(max_size=200) | st.binary(max_size=120).map(lambda data: b"---\n" + data + b"\n---\nText."))
def test_any_bytes_are_a_text_or_a_refusal_in_words(data: bytes) -> None:
    piece = _read_or_refused(lambda: read_markdown("x.md", data))
    if isinstance(piece, str):
        assert len(piece) > 10
    else:
        assert piece.draft is not None
        assert piece.draft.title.strip()
        assert "\0" not in piece.draft.title + piece.draft.body


@given(_YAMLISH)
def test_whatever_looks_like_yaml_is_read_or_refused(front: str) -> None:
    assert _read_or_refused(lambda: read_front_matter(f"---\n{front}\n---\nText."))


@given(_FIELDS)
def test_what_a_yaml_writer_wrote_is_read_as_it_was(fields: dict[str, str | list[str]]) -> None:
    written = yaml.safe_dump(fields, allow_unicode=True, default_style='"', width=10_000)
    keepable = json.loads(json.dumps(fields).replace("\\u0000", ""))
    try:
        found = fields_in(written)
    except Refused:
        return  # two names that are one without their zero bytes
    assert found == {name: tuple(value) if isinstance(value, list) else value for name, value in keepable.items()}


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda data: b"topic,brief\n" + data))
def test_any_bytes_are_a_table_or_a_refusal_in_words(data: bytes) -> None:
    for read in (topics_in_table, topics_in_lines):
        found = _read_or_refused(partial(lambda read: read(as_text("x.csv", data, 1_000)), read))
        if isinstance(found, str):
            assert len(found) > 10
        else:
            assert all(each.topic if isinstance(each, Incoming) else each.reason for each in found)
            assert all(each.where.startswith("line ") for each in found)


@given(
    st.lists(
        st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40),
        min_size=1,
        max_size=5,
    )
)
def test_a_table_that_was_written_by_the_rules_is_read_as_it_was(topics: list[str]) -> None:
    rows = [f'"{topic.replace(chr(34), chr(34) * 2)}",x' for topic in topics]
    found = topics_in_table("\r\n".join(["topic,brief", *rows]))
    assert [each.topic if isinstance(each, Incoming) else None for each in found] == [
        " ".join(topic.split()) or None for topic in topics
    ]
    assert sum(isinstance(each, Unfit) for each in found) == sum(not topic.split() for topic in topics)


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ('title: "open', "line 2"),
        ("a: b\na: c", "says “a” twice"),
        ("? [a, b]\n: c", "no word"),
        ('a: "\\UFFFFFFFF"', "does not allow"),
        ("a: b: c", "line 2"),
        ("%YAML 9999999999999999999999.1\n--- a", "cannot be read"),
    ],
)
def test_what_is_wrong_with_front_matter_is_said(front: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_front_matter(f"---\n{front}\n---\nText.")


def test_no_yaml_is_obeyed() -> None:
    front = "a: !!python/object/apply:os.system ['false']\nb: &x [*x, *x]\nc: {d: [e, {f: g}]}\ntime: 09:30\ntitle: ~"
    fields, body = read_front_matter(f"---\n{front}\n---\nText.")
    assert fields == {"a": ("false",), "b": None, "c": None, "time": "09:30", "title": ""}
    assert body == "Text."


def test_deep_nesting_is_refused_before_it_takes_long() -> None:
    with pytest.raises(Refused, match="too deeply"):
        read_front_matter(f"---\na: {'[' * 8_000}{']' * 8_000}\n---\nText.")
    assert read_front_matter(f"---\na: {'[' * 9}{']' * 9}\n---\nText.")[0] == {"a": None}
