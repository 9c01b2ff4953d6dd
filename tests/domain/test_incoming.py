"""What an import brings: titles, tags, options and images of finished texts, and lists of topics."""

import pytest

from models.domain.errors import Refused
from models.domain.finished_text import cut_front_matter, finished_text
from models.domain.incoming import Incoming, Unfit, fit_tags, incoming_topic
from models.domain.topic_lists import topics_in_lines, topics_in_table


def _text(body: str, **fields: str) -> Incoming:
    return finished_text("a-file.md", "a-file.md", fields, body)


@pytest.mark.parametrize(
    ("body", "fields", "title", "left"),
    [
        ("# On bees\n\nText.", {"title": "Of bees"}, "Of bees", "# On bees\n\nText."),
        ("# On bees\n\nText.", {"title": "On bees"}, "On bees", "Text."),
        ("\n# On *bees*\n\nText.", {}, "On bees", "Text."),
        ("Text.\n\n## Later\n\nMore.", {}, "Later", "Text.\n\n## Later\n\nMore."),
        ("Text.", {}, "a file", "Text."),
    ],
)
def test_the_title_is_the_fields_else_the_first_headings_else_the_files(
    body: str, fields: dict[str, str], title: str, left: str
) -> None:
    draft = _text(body, **fields).draft
    assert draft is not None
    assert (draft.title, draft.body) == (title, left)


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="holds no text"):
        _text("# Only a title\n")


def test_options_are_read_under_their_usual_names_and_what_is_strange_is_named() -> None:
    piece = _text(
        "Text.", publish_status="Published", Canonical="https://a.example/b", license="cc-40-by", layout="post"
    )
    assert piece.options == {"status": "public", "canonical_url": "https://a.example/b", "licence": "cc-40-by"}
    assert piece.remarks == ("not used: layout",)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"publish_status": "sometimes"}, "status"),
        ({"canonical": "example.com/x"}, "canonical address begins with http"),
        ({"tags": None}, "“tags” has to be a list"),
        ({"title": None}, "“title” has to be one line"),
        ({"status": "draft", "publish_status": "public"}, "said twice"),
        ({"notify": "perhaps"}, "yes or no"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_its_name(fields: dict[str, str | None], said: str) -> None:
    with pytest.raises(Refused, match=said):
        finished_text("x.md", "x.md", fields, "Text.")


def test_tags_that_medium_would_drop_are_left_out_and_said() -> None:
    tags, said = fit_tags(["#One", "one", "x" * 26, "two", "3", "4", "5", "6"])
    assert tags == ("One", "two", "3", "4", "5")
    assert len(said) == 2


def test_front_matter_is_cut_off_and_a_rule_at_the_top_is_none() -> None:
    assert cut_front_matter("\ufeff---\r\na: b\r\n---\r\nText.") == ("a: b\r\n", "Text.")
    assert cut_front_matter("---\na: b\n...\nText.") == ("a: b\n", "Text.")
    assert cut_front_matter("---\n\nA rule first.") == ("", "---\n\nA rule first.")
    for text, said in (("---\na: b\nText.", "has no end"), ("+++\na = 1\n+++\n", "TOML"), (_huge(), "at most")):
        with pytest.raises(Refused, match=said):
            cut_front_matter(text)


def _huge() -> str:
    return f"---\na: {'b' * 20_000}\n---\nText."


def test_topics_in_lines_lose_their_bullets_and_each_bad_line_is_named() -> None:
    found = topics_in_lines("\ufeff- One\r\n\r\n2. Two\n" + "x" * 301)
    assert [each.topic for each in found if isinstance(each, Incoming)] == ["One", "Two"]
    assert [each.where for each in found if isinstance(each, Unfit)] == ["line 4"]


def test_a_table_names_every_bad_line_with_its_number_and_reason() -> None:
    found = topics_in_table(
        'Topic;Brief;Publish status\nBees;short;\n;nothing;\n\n"Two\nlines";x;draft\nWasps;;never\nAnts;a;draft;more\n'
    )
    assert [(each.where, each.topic) for each in found if isinstance(each, Incoming)] == [
        ("line 2", "Bees"),
        ("line 5", "Two lines"),
    ]
    assert [str(each)[:30] for each in found if isinstance(each, Unfit)] == [
        "line 3: it names no topic.",
        "line 7: “status”: Input should",
        "line 8: it has 4 cells and the",
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "is empty"),
        ("brief\nx", "name the columns"),
        ("topic,topic\nx,y", "Two columns"),
        ("topic\n", "no topic in it"),
        ('topic\n"never closed', "line 2: the row cannot be read"),
        ("topic\n" + "x\n" * 2_001, "at most 2000"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_words(table: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        topics_in_table(table)


def test_the_key_is_that_of_the_text_or_of_the_topic_with_its_words() -> None:
    assert _text("Text.", tags="a").key == _text("Text.", tags="b").key != _text("Texts.").key
    one, other = ({"topic": " Bees "}, {"topic": "bees", "time": "tomorrow 9am"})
    assert incoming_topic("x", one).key == incoming_topic("y", {"topic": "bees"}).key != incoming_topic("x", other).key
