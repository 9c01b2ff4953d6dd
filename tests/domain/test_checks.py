"""What is wrong with a text is found and named, and nothing is said about what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.simulators.model.composing import Commission, compose
from models.domain.checks.every import EVERY, look_over, not_looked_at, to_mend
from models.domain.checks.finding import CheckName, Finding, Manuscript, WordRange
from models.domain.checks.links import addresses_named, foreign_links, links_in, same_address
from models.domain.draft import Draft
from tests.domain.markdown_texts import any_text, markdown_like

TOLD = "An essay. It was written with the help of AI."
SLOT = ":::image cover\nprompt: A harbour\nalt: Boats\ncaption: The harbour\n:::"
SAID_TWICE = "This sentence is long enough to be noticed when it returns."


def found(
    check: CheckName,
    body: str = TOLD,
    title: str = "On bread",
    *,
    language: str = "English",
    words: WordRange | None = None,
    images: int | None = None,
    links: frozenset[str] | None = None,
) -> list[str]:
    draft = Draft(title=title, body=body)
    manuscript = Manuscript(draft, language=language, words=words, images=images, links=links)
    return [finding.message for finding in EVERY[check](manuscript)]


def test_every_check_has_its_function_and_a_sentence_about_its_purpose() -> None:
    assert set(EVERY) == set(CheckName)
    assert all((check.__doc__ or "").rstrip().endswith(".") for check in EVERY.values())


WRONG = [
    (CheckName.LENGTH, "far too short", "has 3 words instead of 80 to 125 words: make it longer"),
    (CheckName.TITLE, f"{TOLD}\n\n# Again a title\n\ntext", "second title, “Again a title”"),
    (CheckName.TITLE, "Underlined\n===\n\ntext", "second title"),
    (CheckName.TITLE, "## On Bread\n\ntext", "begins with the title again"),
    (CheckName.HEADINGS, "### Deep\n\ntext", "“Deep” leaves out a level: begin it with ##"),
    (CheckName.HEADINGS, "## A\n\ntext\n\n#### C\n\ntext", "“C” leaves out a level: begin it with ###"),
    (CheckName.HEADINGS, "text\n\n## End", "“End” has no text below it"),
    (CheckName.HEADINGS, "## One\n\n## Two\n\ntext", "“One” has no text below it"),
    (CheckName.HEADINGS, "##\n\ntext", "a heading without words"),
    (CheckName.SLOTS, TOLD, "There are 0 image slots instead of 1"),
    (CheckName.SLOTS, f"{SLOT}\n\n{SLOT}", "2 slots are called “cover”"),
    (CheckName.SLOTS, ":::image cover\nprompt: x\n:::", "has no alt"),
    (CheckName.SLOTS, "text\n\n:::\n", "belongs to no slot"),
    (CheckName.CODE, "```python\nprint(1)\n\nThe rest of the article.", "not closed"),
    (CheckName.CODE, "> ```\n> open\n\ntext", "not closed"),
    (CheckName.CODE, "````\n```\n", "not closed"),
    (CheckName.CODE, "```", "not closed"),
    (CheckName.FORMS, "| a | b |\n|---|---|\n| 1 | 2 |", "a table"),
    (CheckName.FORMS, "- one\n  - two", "holds another list"),
    (CheckName.FORMS, "> - one\n>   1. two", "holds another list"),
    (CheckName.FORMS, "some <b>HTML</b>", "HTML"),
    (CheckName.FORMS, "<div>\nblock\n</div>", "HTML"),
    (CheckName.FORMS, "> " * 25 + "deep", "nested too deeply"),
    (CheckName.LINKS, "[x](https://invented.example/a)", "https://invented.example/a"),
    (CheckName.LINKS, "![x](https://invented.example/a.png)", "https://invented.example/a.png"),
    (CheckName.LINKS, "see https://invented.example.", "https://invented.example is"),
    (CheckName.LINKS, "[x][1]\n\n[1]: https://invented.example", "invented.example"),
    (CheckName.LINKS, "<a href='https://invented.example/h'>x</a>", "invented.example/h"),
    (CheckName.LINKS, "[write](mailto:someone@invented.example)", "mailto:someone"),
    (CheckName.LEFTOVERS, "Ask [your name] about it.", "“[your name]” is a placeholder"),
    (CheckName.LEFTOVERS, "TODO: an example", "“TODO” is a placeholder"),
    (CheckName.LEFTOVERS, "[The rest of the article remains unchanged]", "placeholder"),
    (CheckName.LEFTOVERS, "(rest unchanged)", "placeholder"),
    (CheckName.LEFTOVERS, "Sure, here's the article you asked for.", "speaks to the author"),
    (CheckName.LEFTOVERS, "A line.\nSure, here's the article.", "speaks to the author"),
    (CheckName.LEFTOVERS, "<!--\nI've revised the article.", "speaks to the author"),
    (CheckName.LEFTOVERS, "As an AI language model, I like bread.", "speaks to the author"),
    (CheckName.REPEATS, f"{SAID_TWICE}\n\nBetween.\n\n{SAID_TWICE}", "stands there 2 times"),
    (CheckName.PHRASES, "Let’s dive into bread.", "“let's dive into” is a worn-out phrase"),
    (CheckName.PHRASES, "In today's fast-paced world, bread rises.", "worn-out"),
    (CheckName.DISCLOSURE, "One.\n\nTwo.\n\nThree, with AI.", "do not say that AI helped"),
]


@pytest.mark.parametrize(("check", "body", "message"), WRONG, ids=[f"{c}-{b[:20]!r}" for c, b, _ in WRONG])
def test_what_is_wrong_is_named(check: CheckName, body: str, message: str) -> None:
    messages = found(check, body, words=WordRange.asked(100), images=1, links=frozenset())
    assert any(message in each for each in messages), messages


RIGHT = [
    (CheckName.LENGTH, "word " * 100),
    (CheckName.TITLE, "## A section\n\ntext"),
    (CheckName.HEADINGS, "## A\n\n### B\n\ntext\n\n## C\n\ntext\n\n### D\n\ntext"),
    (CheckName.SLOTS, f"text\n\n{SLOT}\n"),
    (CheckName.CODE, "```python\nprint('```')\n```\n\n> ~~~\n> x\n> ~~~\n\n- a\n\n  ```\n  b\n  ```\n\n    indented"),
    (CheckName.FORMS, "- a\n- b\n\n1. c\n\n> d\n\na < b and `<b>`\n\n---"),
    (CheckName.LINKS, "[a](https://known.example/a/) and https://KNOWN.example/a#part, `https://code.example`"),
    (
        CheckName.LEFTOVERS,
        "Mi método es todo, [your guide](https://a.example) and an array[index]; as an aide I said so.",
    ),
    (CheckName.REPEATS, "So it goes.\n\nBetween.\n\nSo it goes."),
    (CheckName.PHRASES, "I dived into the lake, and `in conclusion` is code.\n\n```\ndelve into\n```"),
    (CheckName.DISCLOSURE, "## Why\n\nOne.\n\n*Written with AI.*"),
]


@pytest.mark.parametrize(("check", "body"), RIGHT, ids=[check for check, _ in RIGHT])
def test_nothing_is_said_about_what_is_right(check: CheckName, body: str) -> None:
    known = frozenset({"https://known.example/a", "https://a.example"})
    assert found(check, body, words=WordRange.asked(100), images=1, links=known) == []


@pytest.mark.parametrize(
    ("title", "message", "is_hint"),
    [
        ("x" * 101, "has 101 characters, Medium ignores titles over 100", False),
        ("x" * 71, "has 71 characters; lists and search results cut it from 70", True),
        ("two\nlines", "more than one line", False),
        ("# Marked", "holds Markdown", False),
        ("“Quoted”", "stands in quotation marks", False),
    ],
)
def test_a_title_is_one_plain_short_line(title: str, message: str, is_hint: bool) -> None:
    findings = look_over(Manuscript(Draft(title=title, body=TOLD)))
    [finding] = [each for each in findings if each.check is CheckName.TITLE]
    assert message in finding.message
    assert finding.is_hint is is_hint
    assert (finding in to_mend(findings)) is not is_hint


def test_a_title_of_70_characters_is_fine() -> None:
    assert found(CheckName.TITLE, title="x" * 70) == []


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("German", "Dieser Text entstand mit KI."),
        ("de-AT", "Geschrieben mit künstlicher Intelligenz."),
        ("Français", "Ce texte a été écrit avec l'IA."),
        ("British English", "AI helped with this."),
    ],
)
def test_the_disclosure_is_known_in_other_languages(language: str, first: str) -> None:
    assert found(CheckName.DISCLOSURE, first, language=language) == []
    assert found(CheckName.DISCLOSURE, "Nichts.", language=language) != []


def test_what_a_language_keeps_from_being_checked_is_said() -> None:
    assert not_looked_at("English") == ""
    assert not_looked_at("en-GB") == ""
    english = "worn-out phrases, placeholders in words, small talk of the model"
    assert not_looked_at("German") == f"Not checked in German: {english} and a promise of a paywall."
    assert not_looked_at("Klingon") == f"Not checked in Klingon: {english}, a promise of a paywall and AI disclosure."
    assert found(CheckName.DISCLOSURE, "x", language="Klingon") == []
    assert found(CheckName.PHRASES, "in conclusion", language="German") == []


def test_addresses_are_the_same_however_they_are_spelled() -> None:
    assert same_address("https://A.example/x%20y/") == same_address("https://a.example/x y#top")
    assert same_address("https://a.example/x") != same_address("https://a.example/y")
    assert same_address("https://a.example/?q=1") != same_address("https://a.example/?q=2")


def test_a_link_that_the_writer_named_is_known_with_its_brackets() -> None:
    named = addresses_named("look at https://en.example/Foo_(bar), (https://en.example/b) and [c](https://c.example).")
    assert named >= {"https://en.example/Foo_(bar)", "https://en.example/b", "https://c.example"}
    assert foreign_links("[f](https://en.example/Foo_(bar)) [g](https://g.example)", named) == ("https://g.example",)


@pytest.mark.parametrize("topic", ["Keeping a notebook", "Python scripts for small teams", "Rye", "Walking to work"])
@pytest.mark.parametrize("words", [300, 900, 1500])
def test_a_decent_draft_passes_every_check(topic: str, words: int) -> None:
    composed = compose(Commission(topic, "", words, 2, "", f"seed {topic}"))
    draft = Draft(title=composed.title, subtitle=composed.subtitle, body=composed.body)
    assert look_over(Manuscript(draft, "English", WordRange.asked(words), 2, frozenset())) == ()


@given(body=any_text | markdown_like, title=any_text, language=st.text(max_size=10))
def test_no_check_ever_raises_and_each_finding_is_a_sentence(body: str, title: str, language: str) -> None:
    draft = Draft.model_construct(title=title, subtitle=title, body=body)
    findings = look_over(Manuscript(draft, language, WordRange.asked(50), 1, frozenset({"https://a.example/x"})))
    assert all(isinstance(each, Finding) and each.message.endswith(".") for each in findings)
    not_looked_at(language)


@given(text=any_text | markdown_like)
def test_reading_links_never_raises_and_all_of_them_are_known_when_they_are_allowed(text: str) -> None:
    assert foreign_links(text, links_in(text)) == ()
    addresses_named(text)
