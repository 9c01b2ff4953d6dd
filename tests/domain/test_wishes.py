"""What a note is about: the passages that it quotes, numbers or names, and nothing that it does not."""

import pytest

from models.domain.draft import Draft
from models.domain.notes import Note, read_note
from models.domain.scope import scope_of
from models.domain.subjects import asks_to_leave_out, is_about_images, is_about_length
from models.domain.wishes import Place, Version, Wish, wishes_in

BODY = """\
The *first* paragraph says hello.

The second tells of [bread](https://a.example/x) & butter.

:::image cover
prompt: A loaf
alt: Bread
caption: The loaf before breakfast
:::

## Why: a reason

1. One good reason
2. Another reason

> A quoted word of somebody.

### Deeper

The third paragraph goes deep.

## How

The fourth and last paragraph says hello.
"""
VERSION = Version(Draft(title="On bread & butter", subtitle="What we eat", body=BODY), tuple("abcdefghijkl"))
FIRST, SECOND, SLOT, WHY, LIST, QUOTE, DEEPER, THIRD, HOW, FOURTH = range(10)


def places(*notes: Note, version: Version = VERSION) -> list[Place | None]:
    return [wish.place for wish in wishes_in(notes, version)]


def named(text: str) -> set[int] | None:
    [place] = places(read_note(text))
    return None if place is None else set(place.blocks)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Paragraph 3: shorter", {THIRD}),
        ("¶ 2 – friendlier", {SECOND}),
        ("Paragraphs 1 and 3: shorter", {FIRST, THIRD}),
        ("paragraphs 2-4: merge them", {SECOND, THIRD, FOURTH}),
        ("Please shorten paragraph 2", {SECOND}),
        ("make the third paragraph livelier", {THIRD}),
        ("the 4th paragraph is dull", {FOURTH}),
        ("In the last paragraph, say goodbye", {FOURTH}),
        ("How: too dry", {HOW, FOURTH}),
        ("the section “How” is too dry", {HOW, FOURTH}),
        ("Under “How” add a joke", {HOW, FOURTH}),
        ("Why: a reason: say it in one list", {WHY, LIST, QUOTE, DEEPER, THIRD}),
        ("deeper – go deeper", {DEEPER, THIRD}),
    ],
)
def test_a_place_is_named_by_number_or_heading(text: str, blocks: set[int]) -> None:
    assert named(text) == blocks


@pytest.mark.parametrize(
    "text",
    [
        "shorter",
        "more like paragraph 3 please",
        "How do you know?",
        "However: not so fast",
        "The title promises more than the text holds",
        "I like the section where bread is baked",
        "",
    ],
)
def test_a_note_that_names_no_place_is_about_the_whole(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("text", "title", "subtitle"),
    [
        ("Title: Rye in winter", True, False),
        ("the title is too long", True, False),
        ("Change the title to “Rye”", True, False),
        ("shorten the headline", True, False),
        ("Subtitle: drier", False, True),
        ("make the subtitle shorter", False, True),
        ("the title and the subtitle should be calmer", True, True),
    ],
)
def test_the_head_can_be_named(text: str, title: bool, subtitle: bool) -> None:
    [place] = places(read_note(text))
    assert place == Place(title=title, subtitle=subtitle)


@pytest.mark.parametrize(
    ("quote", "blocks"),
    [
        ("The first paragraph says", {FIRST}),
        ("econd tells of bread & but", {SECOND}),
        ("🖼 cover — The loaf before breakfast", {SLOT}),
        ("1. One good reason\n2. Another reason", {LIST}),
        ("A quoted word of somebody.\n\nDeeper\n\nThe third paragraph goes deep.", {QUOTE, DEEPER, THIRD}),
        ("The fourth and last paragraph says hello", {FOURTH}),
    ],
)
def test_a_quote_is_found_as_it_was_shown(quote: str, blocks: set[int]) -> None:
    [place] = places(Note(text="shorter", quote=quote))
    assert place is not None
    assert set(place.blocks) == blocks


def test_a_quote_that_stands_twice_is_looked_for_in_the_message_that_was_answered() -> None:
    [place] = places(Note(text="x", quote="paragraph says hello", block_ids=("j",)))
    assert place == Place(frozenset({FOURTH}))
    [place] = places(Note(text="x", quote="paragraph says hello"))
    assert place == Place(frozenset({FIRST, FOURTH}))


def test_a_quote_of_the_head_is_about_the_head() -> None:
    assert places(Note(text="x", quote="On bread & butter")) == [Place(title=True)]
    assert places(Note(text="x", quote="What we eat")) == [Place(subtitle=True)]


def test_what_is_not_there_is_said_and_changes_nothing() -> None:
    wishes = wishes_in((Note(text="shorter", quote="Never written"), read_note("Paragraph 9: shorter")), VERSION)
    scope = scope_of(wishes, VERSION)
    assert scope.is_empty
    assert scope.refusals == (
        "“shorter” was not done: “Never written” is not in this version.",
        "“shorter” was not done: there is no paragraph 9, the text has 4.",
    )


def test_a_note_of_several_lines_may_name_a_place_on_each() -> None:
    note = read_note("Paragraph 1: shorter\nand kinder\nHow: a joke\ntitle: Rye")
    assert wishes_in((note,), VERSION) == (
        Wish("shorter\nand kinder", Place(frozenset({FIRST}))),
        Wish("How: a joke", Place(frozenset({HOW, FOURTH}))),
        Wish("title: Rye", Place(title=True)),
    )


def test_neighbours_are_one_excerpt_with_all_that_is_wished_for_them() -> None:
    notes = (read_note("Paragraph 1: shorter"), read_note("Paragraph 2: longer"), read_note("How: a joke"))
    scope = scope_of(wishes_in(notes, VERSION), VERSION)
    assert [(each.first, each.end, each.wishes) for each in scope.excerpts] == [
        (FIRST, THIRD - 5, ("shorter", "longer")),
        (HOW, FOURTH + 1, ("How: a joke",)),
    ]
    assert (scope.title, scope.subtitle, scope.is_whole) == (None, None, False)


def test_one_wish_for_the_whole_frees_all_that_is_not_locked() -> None:
    notes = (read_note("Paragraph 1: shorter"), read_note("friendlier"))
    scope = scope_of(wishes_in(notes, VERSION), VERSION)
    assert scope.is_whole
    locked = Version(VERSION.draft, VERSION.ids, frozenset({SECOND, FOURTH}))
    scope = scope_of(wishes_in(notes, locked), locked)
    assert not scope.is_whole
    assert [(each.first, each.end) for each in scope.excerpts] == [(FIRST, SECOND), (SLOT, FOURTH)]
    assert scope.title == ("friendlier",)


def test_a_locked_passage_is_refused_with_the_way_out() -> None:
    locked = Version(VERSION.draft, VERSION.ids, frozenset({FIRST}))
    scope = scope_of(wishes_in((read_note("Paragraph 1: shorter"),), locked), locked)
    assert scope.is_empty
    assert "it is locked, since you wrote it yourself. Reply “unlock”" in scope.refusals[0]


def test_a_text_that_is_locked_as_a_whole_may_change_nowhere() -> None:
    locked = Version(VERSION.draft, VERSION.ids, frozenset(range(10)), is_head_locked=True)
    scope = scope_of(wishes_in((read_note("friendlier"), read_note("title: Rye")), locked), locked)
    assert scope.is_empty
    assert len(scope.refusals) == 2


@pytest.mark.parametrize(
    ("text", "freed", "asked"),
    [
        ("unlock", 10, 0),
        ("Unlock everything.", 10, 0),
        ("Paragraph 1: unlock", 1, 0),
        ("unlock paragraph 2", 1, 0),
        ("Paragraph 1: unlock it and make it shorter", 1, 1),
        ("unlock this: friendlier", 10, 1),
        ("How: unlock", 2, 0),
        ("How: unlock it, and make it shorter", 2, 1),
        ("Why: a reason: please unlock it", 5, 0),
    ],
)
def test_what_is_unlocked_may_change_again(text: str, freed: int, asked: int) -> None:
    locked = Version(VERSION.draft, VERSION.ids, frozenset(range(10)), is_head_locked=True)
    scope = scope_of(wishes_in((read_note(text),), locked), locked)
    assert len(scope.unlocked.blocks) == freed
    assert len(scope.excerpts) == asked
    assert scope.refusals == ()
    assert scope.is_whole is (freed == 10 and asked == 1)


def test_what_a_wish_is_about_is_told_by_its_words() -> None:
    assert is_about_images("another picture, please")
    assert not is_about_images("imagine a harbour")
    assert is_about_length("cut it down to 300 words")
    assert not is_about_length("friendlier")
    assert asks_to_leave_out("get rid of this")
    assert not asks_to_leave_out("say it more clearly")
