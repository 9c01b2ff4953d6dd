"""What of a story on Medium is another text, and what is only Medium's way to show it."""

from models.domain.live_text import MOST_LINES, live_differences

TITLES = ("On tea", "On tea")
OURS = '<h1>On tea</h1>\n<h2>A cup</h2>\n<p>It is "hot" -- and good...</p>\n<ul><li>one</li><li>two</li></ul>'


def test_quotes_dashes_spaces_and_where_the_title_stands_are_no_differences() -> None:
    live = "<h4>A cup</h4><p>It is “hot” — and\u00a0good…</p><ul><li>one</li><li>two</li></ul><img width='1' src='x'>"
    assert live_differences(OURS, live, TITLES, "A cup") == ()
    assert live_differences(OURS, live.replace("<h4>A cup</h4>", ""), TITLES, "A cup") == ()
    assert live_differences(OURS, live.replace("</li><li>", "<br>"), TITLES, "A cup") == ()


def test_a_word_a_letters_case_and_a_line_are() -> None:
    live = OURS.removeprefix("<h1>On tea</h1>\n")
    assert live_differences(OURS, live.replace("hot", "cold"), TITLES, "A cup") == (
        '“It is "hot" -- and good...” reads “It is "cold" -- and good...” there.',
    )
    assert live_differences(OURS, live.replace("one", "One"), TITLES, "A cup") == ("“one” reads “One” there.",)
    assert live_differences(OURS, live.replace("<li>two</li>", ""), TITLES, "A cup") == ("Missing there: “two”",)


def test_many_differences_are_counted() -> None:
    ours = "".join(f"<p>line {number} of ours</p>" for number in range(20))
    found = live_differences(ours, "<p>nothing at all</p>", TITLES)
    assert len(found) == MOST_LINES
    assert found[-1].startswith("…and 1")
