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


VISIBLE = (
    "👩\u200d👩\u200d👧\u200d👦",
    "👍🏽",
    "🇫🇷",
    "e\u0301",
    "1\ufe0f\u20e3",
    "\u1100\u1161\u11a8",
    "🏴\U000e0067\U000e007f",
)
"""Characters that a reader sees as one, of several code points each."""
_WORDS = (*VISIBLE, "word", "שלום", "مرحبا", "\u202bעברית\u202c", "漢字", "**bold", "*x*", "`c`", "<b>", "&amp;", "~~~")
_PHRASES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join)
_LONG_WORDS = st.tuples(st.sampled_from((*VISIBLE, "x", "م", "字")), st.integers(1, 4_300)).map(
    lambda it: it[0] * it[1]
)
_SHAPES = (
    "{0}",
    "# {0}\n\n{1}",
    "**{0} *{1}* {0}**",
    "[{1}](https://a.example/{{x}}) {0}",
    "> {0}\n>\n> > *{1}*",
    "- {0}\n  - {1}\n    1. {0}",
    "| {1} | b |\n|---|---|\n| 1 | {1} |",
    "````md\n```\n{0}\n```\n````",
    "> ```\n> {0}\n> ```\n> {1}",
    "- a\n\n  ~~~python\n  {0}\n\n      {1}\n  ~~~\n- b",
    "```\n{0}",
    "<div>{0}\n</div>",
    SLOT,
)
demanding = st.lists(
    st.tuples(
        st.sampled_from(_SHAPES),
        st.tuples(_PHRASES, st.sampled_from((1, 3, 60, 500))).map(lambda it: " ".join([it[0]] * it[1])) | _LONG_WORDS,
        _PHRASES,
    ).map(lambda it: it[0].replace("{0}", it[1]).replace("{1}", it[2])),
    min_size=1,
    max_size=6,
).map("\n\n".join)
"""Long words and blocks, emoji of several parts, both directions of writing, fences in fences, lists and tables."""
