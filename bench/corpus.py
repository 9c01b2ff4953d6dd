"""Owns the articles of the bench of revisions: many shapes of Markdown, the same each time. None is realistic."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.domain.draft import Draft

_TOLD = "I wrote this with the help of AI, {} and all."
_P = (
    "The harbour of {} wakes before the bakers do, and nobody there calls it early.",
    "My grandmother kept a ledger of {}; she wrote down weather, prices and quarrels in one column.",
    "It took a winter of *small mistakes* before {} taught me **one thing** worth repeating.",
    "There is a [map of {}](https://maps.example/{}) that shows none of this, which is why I like it.",
    "Ask three people about {} and you get four stories, two of which are even true.",
    "I measured the rain in {} with a jam jar. `jar.level()` is all the code there was.",
    "What stays of {} is a smell of rope, wet paper and coffee that has been warm for too long.",
)
_PLACES = ("Oban", "Piran", "Cork", "Esbjerg", "Gdynia", "Varna", "Kotor", "Zadar", "Turku", "Sète", "Vigo", "Brest")
_SLOT = ":::image {0}\nprompt: The quay of {1}\nalt: Boats in {1}\ncaption: {1} in the morning\n:::"


@dataclass(frozen=True)
class Specimen:
    """One article, and what is special about its shape."""

    name: str
    draft: Draft


def corpus() -> tuple[Specimen, ...]:
    made = (
        *_shapes(),
        *((f"plain, {count} sections", _sections(count, number)) for number, count in enumerate(_SIZES)),
    )
    return tuple(
        Specimen(name, Draft(title=f"A morning in {_PLACES[at % 12]}", subtitle="What the tide leaves", body=body))
        for at, (name, body) in enumerate(made)
    )


_SIZES = (1, 2, 3, 5, 8, 14, 30)


def _p(place: int, turn: int) -> str:
    name = _PLACES[place % len(_PLACES)]
    return _P[turn % len(_P)].format(name, name.lower())


def _ps(place: int, count: int) -> list[str]:
    return [_p(place + turn // len(_P), turn) for turn in range(count)]


def _slot(name: str, place: int) -> str:
    return _SLOT.format(name, _PLACES[place % len(_PLACES)])


def _join(*blocks: str, between: str = "\n\n", end: str = "\n") -> str:
    return between.join(blocks) + end


def _sections(count: int, place: int) -> str:
    blocks = [_p(place, 0), _TOLD.format(_PLACES[place % 12]), _slot("cover", place)]
    for number in range(count):
        blocks += [
            f"## What {_PLACES[(place + number) % 12]} keeps",
            *(_p(place + number, turn) for turn in range(1, 5)),
        ]
        blocks += [_slot(f"picture-{number}", number)] if number % 3 == 1 else []
    return _join(*blocks)


def _shapes() -> Iterator[tuple[str, str]]:
    told, passages = _TOLD.format("rain"), _ps(3, 5)
    yield from _gaps(told, *passages)
    yield from _blocks(told, *passages)
    yield from _odd_blocks(told, *passages)
    yield from _pictures(told, *passages)
    yield from _words(told, *passages)


def _gaps(told: str, a: str, b: str, c: str, d: str, _: str) -> Iterator[tuple[str, str]]:
    yield "one paragraph", told
    yield "no blank line at the end", _join(a, told, b, end="")
    yield "blank lines first", "\n\n \n" + _join(a, told, "## Later", b)
    yield "Windows line ends", _join(a, told, _slot("cover", 1), "## Later", b, c).replace("\n", "\r\n")
    yield "many blank lines", _join(a, told, "## Later", b, c, between="\n\n\n\n")
    yield "headings right above their text", f"{a}\n\n{told}\n\n## One\n{b}\n\n### Two\n{c}\n## Three\n{d}\n"
    yield "underlined headings", f"{a}\n\n{told}\n\nOne\n---\n\n{b}\n\nTwo words\n---\n{c}\n"


def _blocks(told: str, a: str, b: str, c: str, d: str, _: str) -> Iterator[tuple[str, str]]:
    yield (
        "lists and text without a gap",
        f"{told}\n\n{a}\n- one thing\n- another thing\n\n{b}\n1. first\n2. second\n\n{c}\n",
    )
    yield (
        "loose lists",
        _join(a, told, "- one thing\n\n- another thing\n\n  with a second paragraph", "5. five\n6. six", b),
    )
    yield "lists in lists by hand", _join(told, a, "- one\n  - inner\n    1. deep\n- two", b)
    yield (
        "quotes in quotes",
        _join(told, "> A word.\n>\n> > An older word.\n> and on it goes", a, "> - listed\n> - too", b),
    )
    yield (
        "code of all kinds",
        _join(
            told, a, "```python\nprint('```')\n\nx = 1\n```", b, "~~~~\n~~~\nstill code\n~~~~", c, "    indented()", d
        ),
    )
    yield "code in lists and quotes", _join(told, "- so:\n\n  ```\n  x\n  ```", a, "> ```\n> y\n> ```", b)
    yield "code at the very end", _join(told, a, b, "```sh\nmake\n```", end="")


def _odd_blocks(told: str, a: str, b: str, c: str, d: str, _: str) -> Iterator[tuple[str, str]]:
    yield (
        "definitions of links",
        _join(
            told,
            "See [the map][1] and [the log].",
            a,
            b,
            "[1]: https://maps.example/one\n[the log]: https://log.example 'Log'",
        ),
    )
    yield (
        "words that could become links",
        _join(told, f"The [label] is bare, and so is [here]. {a}", b, "More [here].", c),
    )
    yield "a table by hand", _join(told, a, "| when | what |\n|---|---|\n| dawn | fish |", b)
    yield "HTML by hand", _join(told, a, "<div>\n<b>bold</b>\n</div>", b, "A <kbd>key</kbd> in a line.", c)
    yield "lines across", _join(told, a, "---", b, "***", c, "- - -", d)


def _pictures(told: str, a: str, b: str, *_: str) -> Iterator[tuple[str, str]]:
    yield "images first and last", _join(_slot("cover", 1), told, a, b, _slot("end", 2))
    yield "images side by side", _join(told, a, _slot("one", 1), _slot("two", 2), _slot("three", 3), b)
    yield "images without gaps", f"{told}\n{_slot('one', 1)}\n{a}\n{_slot('two', 2)}\n## Next\n{b}\n"
    yield "an image in a section of its own", _join(told, "## Pictures", _slot("one", 1), "## Words", a)


def _words(told: str, a: str, b: str, c: str, d: str, e: str) -> Iterator[tuple[str, str]]:
    yield "hard breaks", _join(told, "Line one  \nline two\\\nline three", a, b)
    yield "the same words twice", _join(told, a, "So it goes.", b, "So it goes.", c, "## Again", d, "## Again", e)
    yield "many headings", _join(told, *(f"{'#' * (2 + n % 2)} Part {n}\n\n{_p(n, n)}" for n in range(12)))
    yield (
        "other scripts",
        _join(
            told,
            "東京の朝は静かだ。水はまだ冷たい。",
            "## Утро в порту",
            "Гавань просыпается рано 🚢 и тихо.",
            "مرحبا بالعالم من الميناء",
            a,
        ),
    )
    yield (
        "marks and escapes",
        _join(told, r"A \*star\*, 5 * 3 * 2, snake_case_word, &amp; and <https://maps.example/auto>.", a),
    )
    yield "one endless paragraph", _join(told, " ".join(_p(n, n) for n in range(60)), a)
    yield "emoji and odd spaces", _join("👩‍👩‍👧‍👦🏽 family\u00a0time\u2028still the line", told, f"{a}\u00a0", b)
    yield (
        "lines that look like slots",
        _join(told, a, "A line with ::: in it, and `:::image` in code.", b, _slot("real", 1), c),
    )
    yield "short everything", _join(told, "Yes.", "No.", "## Why?", "Why not.", f"{d} {e}")
