"""Owns the texts that property tests try: any text, and what looks like Markdown; refuses to be realistic."""

from hypothesis import strategies as st

SLOT = ":::image cover\nprompt: A harbour at dawn\nalt: Boats\ncaption: Before the market\n:::"
_ENDS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \t\n", "\n\n\n", ""])
_OPENINGS = ["", "# ", "###### ", "- ", "  - ", "    ", "1. ", "7) ", "> ", "> > ", "\t", "   ", "+ - > "]
_LINES = [
    *("word", "two words", "a *b* **c** `d`", "[text](https://a.example/x)", "[label]", "==", "---", "***", "- - -"),
    *("[label]: https://a.example 'title'", "```python", "```", "~~~~", "| a | b |", "|---|---|", "| 1 | 2 |", "|"),
    *(
        "<div>",
        "</div>",
        "<!-- open",
        "<b>x</b>",
        "&amp; &copy;",
        "\\",
        "a\\",
        "a  ",
        "![alt](https://a.example/i.png)",
    ),
    *("a[^1] b[^n]", "[^1]: note *one*", "[^n]: https://a.example", "[^1]:", "[ ] open", "[x] done", "[^1]"),
    *(":::image cover", "prompt: p", "alt: a", "caption: c", ":::", "::: image 2nd one", ":::image", SLOT, f"> {SLOT}"),
    *(
        "\x00",
        "\x0c",
        "\x0b",
        "a\u2028b",
        "\x85",
        "\u00a0",
        "\ufeff",
        "é e\u0301",
        "👩‍👩‍👧‍👦🏽",
        "*" * 9,
        "[" * 7,
        "**open",
    ),
]

any_text = st.text(max_size=60)
markdown_like = st.lists(
    st.tuples(st.sampled_from(_OPENINGS), st.sampled_from(_LINES) | st.text(max_size=12), _ENDS).map("".join),
    max_size=14,
).map("".join)

_PROSE_WORDS = st.text(alphabet="abcdeéßжя漢字", min_size=1, max_size=8)
_PROSE = st.lists(
    st.tuples(st.sampled_from(["", "*", "**", "`"]), _PROSE_WORDS).map(lambda pair: pair[0] + pair[1] + pair[0])
    | _PROSE_WORDS.map(lambda word: f"[{word}](https://a.example/{word})"),
    min_size=1,
    max_size=30,
).map(" ".join)
prose_with_marks = st.lists(
    st.tuples(st.sampled_from(_OPENINGS), _PROSE, st.sampled_from(["\n", "\n\n"])).map("".join), min_size=1, max_size=12
).map("".join)
"""Well-formed text in which every letter is a reader's: no HTML, entities, tables, slots or refused links."""
