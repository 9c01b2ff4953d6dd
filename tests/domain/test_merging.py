"""A revision of named passages: outside of them not a byte changes, whatever the model sends back."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from integrations.telegram.formatting import to_telegram
from models.domain.checks.links import foreign_links
from models.domain.draft import Assignment, Draft, Passages
from models.domain.extract import extract_of
from models.domain.markdown import split_blocks
from models.domain.merging import Merged, close_fence, merged
from models.domain.notes import Note, read_note
from models.domain.scope import Excerpt, Scope, scope_of
from models.domain.settling import Settled, demands_of_draft, demands_of_revision, settled_parts, settled_whole
from models.domain.slots import slots_of
from models.domain.wishes import Version, wishes_in
from tests.domain.markdown_texts import SLOT, any_text, demanding, markdown_like

BODY = f"""\
One paragraph of a text.

Another paragraph, with the help of AI.

{SLOT}

## A heading
Text that stands right under its heading.

- a list
- of two

The last paragraph."""
VERSION = Version(Draft(title="A title", subtitle="A subtitle", body=BODY))
TEMPTING = [
    *(
        "```python\nprint('never closed')",
        "```",
        "> ~~~\n> x",
        "   - deep",
        "setext\n===",
        "---",
        "===",
        "",
        " ",
        "\n\n",
    ),
    *(
        "[label]: https://evil.example",
        "# A title",
        ":::image cover\nprompt: x",
        ":::",
        "<div>",
        "<!--",
        "| a |\n|---|",
    ),
    *("    indented", "1. one", "> quote", "text\n", "\\", "a  ", "[text](https://evil.example/x)", "&amp;", BODY),
]
tempting = st.lists(st.sampled_from(TEMPTING) | markdown_like | any_text, max_size=3).map("\n\n".join)


@st.composite
def bodies_with_excerpts(draw: st.DrawFn) -> tuple[str, tuple[Excerpt, ...]]:
    body = draw(markdown_like.filter(str.strip) | st.just(BODY))
    chosen = draw(st.sets(st.integers(0, max(0, len(split_blocks(body)) - 1))))
    starts = [at for at in sorted(chosen) if at - 1 not in chosen]
    ends = [next(at for at in range(start + 1, len(split_blocks(body)) + 1) if at not in chosen) for start in starts]
    return body, tuple(Excerpt(start, end, ("remove what you like",)) for start, end in zip(starts, ends, strict=True))


def scope(excerpts: tuple[Excerpt, ...], *, images: bool = False) -> Scope:
    return Scope(excerpts, None, None, is_whole=False, may_change_images=images)


def parts_outside(body: str, excerpts: tuple[Excerpt, ...]) -> list[str]:
    """The bytes before, between and after the excerpts."""
    blocks, parts, at = split_blocks(body), list[str](), 0
    for excerpt in excerpts:
        parts.append("".join(block.text for block in blocks[at : excerpt.first]))
        at = excerpt.end
    return [*parts, "".join(block.text for block in blocks[at:])]


def stands_outside(parts: list[str], text: str) -> bool:
    """The text begins with the first part, ends with the last, and has the others between them in their order."""
    if not text.startswith(parts[0]) or not text.endswith(parts[-1]):
        return False
    at, end = len(parts[0]), len(text) - len(parts[-1])
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return len(parts) == 1 or at <= end


@settings(max_examples=200)
@given(given_text=bodies_with_excerpts(), answers=st.data(), images=st.booleans())
def test_no_byte_outside_of_the_passages_changes_whatever_comes_back(
    given_text: tuple[str, tuple[Excerpt, ...]], answers: st.DataObject, images: bool
) -> None:
    body, excerpts = given_text
    sent = [answers.draw(tempting) for _ in excerpts]
    result = merged(body, scope(excerpts, images=images), sent, frozenset())
    assert stands_outside(parts_outside(body, excerpts), result.body)
    assert_blocks_kept(body, excerpts, result)


@st.composite
def named_places(draw: st.DrawFn, version: Version) -> Note:
    """A note that names its place: by a number, a heading, or a quote of what a reader sees of some passage."""
    shown = [each.text for each in to_telegram(version.draft.body) if each.text.strip()]
    start = draw(st.integers(0, 9))
    quoted = draw(st.sampled_from(shown or ["nothing"]))[start : start + draw(st.integers(3, 200))]
    text = draw(st.sampled_from(["shorter", "remove this", "livelier", "another image here", "paragraph 1: x"]))
    numbered = Note(text=text, paragraph=draw(st.integers(1, 9)))
    return draw(st.sampled_from([Note(text=text, quote=quoted.strip() or "nothing"), numbered]))


def can_be_kept(body: str) -> bool:
    """PostgreSQL keeps no NUL, and a draft is never empty."""
    return bool(body.strip()) and "\x00" not in body


@settings(max_examples=100)
@given(body=(demanding | markdown_like).filter(can_be_kept) | st.just(BODY), more=st.data())
def test_whatever_a_model_returns_for_a_named_place_all_else_is_as_it_was_byte_for_byte(
    body: str, more: st.DataObject
) -> None:
    """The text and its title, whichever passages the writer named and locked, and however many come back changed."""
    blocks = split_blocks(body)
    locked = more.draw(st.sets(st.integers(0, len(blocks) - 1))) if blocks else set[int]()
    version = Version(Draft.model_construct(title="T", subtitle="S", body=body), locked=frozenset(locked))
    notes = tuple(more.draw(st.lists(named_places(version), min_size=1, max_size=3)))
    wanted = scope_of(wishes_in(notes, version), version)
    free = {at for excerpt in wanted.excerpts for at in range(excerpt.first, excerpt.end)}
    assert not free & locked
    answer = Passages.model_construct(
        passages=tuple(more.draw(tempting | demanding | st.just(body)) for _ in wanted.excerpts),
        title=more.draw(any_text),
        subtitle=more.draw(any_text),
    )
    settled = settled_parts(version, wanted, demands_of_revision(Assignment(topic="t"), version.draft, notes), answer)
    assert stands_outside(parts_outside(body, wanted.excerpts), settled.draft.body)
    assert wanted.title is not None or settled.draft.title == "T"
    assert wanted.subtitle is not None or settled.draft.subtitle == "S"
    if not wanted.excerpts:
        assert settled.draft.body == body


def assert_blocks_kept(body: str, excerpts: tuple[Excerpt, ...], result: Merged) -> None:
    """Each block outside is still a block of its own of the same kind, and is known as the one it was."""
    old, new = split_blocks(body), split_blocks(result.body)
    assert len(result.came_from) == len(new)
    inside = {at for excerpt in excerpts for at in range(excerpt.first, excerpt.end)}
    outside = [at for at in range(len(old)) if at not in inside]
    assert [at for at in result.came_from if at is not None and at not in inside] == outside
    for here, there in enumerate(result.came_from):
        if there is not None and there not in inside:
            assert new[here].kind == old[there].kind
            assert new[here].text.rstrip("\r\n") == old[there].text.rstrip("\r\n")


@settings(max_examples=150)
@given(answer=tempting, title=any_text)
@example(answer="```\nopen", title="")
def test_a_whole_text_keeps_its_images_and_leads_nowhere_unknown(answer: str, title: str) -> None:
    notes = (read_note("friendlier"),)
    whole = scope_of(wishes_in(notes, VERSION), VERSION)
    demands = demands_of_revision(Assignment(topic="t"), VERSION.draft, notes)
    sent = Draft.model_construct(title=title or "x", subtitle="", body=answer or "x")
    settled = settled_whole(VERSION, whole, demands, sent)
    if "```" not in answer and "~~~" not in answer and "<" not in answer:
        assert [slot.name for slot in slots_of(settled.draft.body)] == ["cover"]
    left = foreign_links(settled.draft.body, demands.links or ())  # an address inside code is no link
    assert all(any(address in warning for warning in settled.warnings) for address in left)


def revised(note: Note, *answers: str, version: Version = VERSION, **head: str) -> Settled:
    wanted = scope_of(wishes_in((note,), version), version)
    demands = demands_of_revision(Assignment(topic="t"), version.draft, (note,))
    return settled_parts(version, wanted, demands, Passages(passages=answers, **head))


def test_only_the_named_paragraph_is_taken_from_the_answer() -> None:
    settled = revised(read_note("Paragraph 1: shorter"), "Short.", title="Another title", subtitle="Other")
    assert settled.draft.body == BODY.replace("One paragraph of a text.", "Short.")
    assert (settled.draft.title, settled.draft.subtitle) == ("A title", "A subtitle")
    assert settled.came_from == tuple(range(7))
    assert settled.found == ()


def test_a_model_that_sends_the_whole_article_for_one_paragraph_changes_that_paragraph() -> None:
    whole = BODY.replace("One paragraph of a text.", "One livelier paragraph.")
    settled = revised(read_note("Paragraph 1: livelier"), whole)
    assert settled.draft.body == whole


def test_a_passage_that_would_swallow_its_neighbours_is_closed_and_named() -> None:
    settled = revised(read_note("Paragraph 1: livelier"), "```python\nprint(1)")
    assert settled.draft.body == BODY.replace("One paragraph of a text.", "```python\nprint(1)\n```")
    assert "A code block was left open; it was closed at the end of its passage." in settled.faults


def test_a_definition_that_turns_words_elsewhere_into_a_link_is_not_taken() -> None:
    version = Version(Draft(title="T", body="First [label] here.\n\nSecond paragraph."))
    note = read_note("paragraph 2: quote https://a.example")
    settled = revised(note, "Second.\n\n[label]: https://a.example", version=version)
    assert settled.draft == version.draft
    assert "A change would have reached beyond its passage, so the passage was left as it was." in settled.faults


def test_an_empty_answer_is_taken_only_where_it_was_asked_for() -> None:
    kept = revised(read_note("Paragraph 1: livelier"), "")
    assert kept.draft.body == BODY
    assert "A passage came back empty, so it was left as it was." in kept.faults
    gone = revised(read_note("Paragraph 1: leave it out"), " \n")
    assert gone.draft.body == BODY.removeprefix("One paragraph of a text.\n\n")
    assert gone.came_from == (1, 2, 3, 4, 5, 6)


def test_a_heading_that_grows_a_paragraph_does_not_grow_together_with_the_text_below() -> None:
    version = Version(Draft(title="T", body="## Head\ntext below\n\nEnd."))
    note = Note(text="say more here", quote="Head")
    settled = revised(note, "## Head\n\nA first sentence.", version=version)
    assert settled.draft.body == "## Head\n\nA first sentence.\n\ntext below\n\nEnd."
    assert settled.came_from == (0, None, 1, 2)


def test_an_invented_link_loses_its_address_and_the_writer_is_told() -> None:
    settled = revised(
        read_note("Paragraph 1: livelier"), "See [a study](https://evil.example/x), or https://evil.example."
    )
    assert "See a study, or." in settled.draft.body
    assert settled.warnings == (
        "The link to https://evil.example/x is neither a source nor did it answer, so it was taken out.",
        "The link to https://evil.example is neither a source nor did it answer, so it was taken out.",
    )
    assert len(settled.faults) == 2


def test_an_image_may_be_changed_where_the_writer_speaks_of_it() -> None:
    note = Note(text="another caption for this image", quote="🖼 cover — Before the market")
    new = SLOT.replace("Before the market", "After the market")
    assert revised(note, new).draft.body == BODY.replace(SLOT, new)
    assert revised(Note(text="shorter", quote=note.quote), new).draft.body == BODY
    gone = revised(Note(text="remove this image", quote=note.quote), "")
    assert SLOT not in gone.draft.body
    assert "The image slot “cover” is gone from the text." in gone.warnings


def test_a_locked_passage_stays_when_all_else_may_change() -> None:
    version = Version(VERSION.draft, locked=frozenset({1}))
    settled = revised(read_note("friendlier"), "Hello!", "Bye!", version=version, title="New", subtitle="New")
    lines = [block.text.strip() for block in split_blocks(settled.draft.body)]
    assert lines == ["Hello!", "Another paragraph, with the help of AI.", SLOT, "Bye!"]
    assert settled.draft.title == "New"


def test_a_passage_that_grows_unasked_is_named() -> None:
    settled = revised(read_note("Paragraph 1: livelier"), "word " * 400)
    assert settled.faults[0] == "A passage grew from 5 to 400 words: nothing asked for that."
    assert "grew" not in " ".join(revised(read_note("Paragraph 1: longer"), "word " * 400).faults)


def test_the_model_is_shown_the_passages_with_their_neighbours_and_the_outline() -> None:
    note = Note(text="say it better", quote="Text that stands right under")
    extract = extract_of(scope_of(wishes_in((note,), VERSION), VERSION), VERSION)
    [part] = extract.parts
    assert (part.before, part.text) == ("## A heading", "Text that stands right under its heading.")
    assert part.after == "- a list\n- of two"
    assert extract.sections == ("A heading",)
    assert [(wish.text, wish.to) for wish in extract.wishes] == [("say it better", ())]
    again = extract.after(Passages(passages=("Better.",)))
    assert again.parts[0].text == "Better."


@given(text=markdown_like | any_text)
def test_closing_fences_never_raises_and_never_takes_a_character(text: str) -> None:
    assert close_fence(text).startswith(text.rstrip("\r\n"))


def test_a_draft_may_lead_to_what_the_brief_names() -> None:
    demands = demands_of_draft(Assignment(topic="t", brief="see https://a.example/x"))
    assert demands.links == frozenset({"https://a.example/x"})
