"""Owns the composing of a whole simulated article: length, order, image slots. It refuses to read requests."""

import itertools
import re
from dataclasses import dataclass, field

from integrations.simulators.model import stock
from integrations.simulators.model.pen import Pen
from integrations.simulators.model.sources import Cited, sentence, with_paragraphs
from integrations.simulators.model.subjects import code_language, subjects_of

_PARAGRAPH = (stock.DETAILS, stock.DETAILS, stock.TURNS, stock.DETAILS, stock.LESSONS, stock.ADVICE)
_WORDS_PER_SECTION = 230
_ROOM_FOR_EXTRAS = 220  # a text shorter than this has no room for a list and a quote
_ROOM_FOR_CODE = 400
_PATIENCE = 8  # sentences tried for the last gap
_LONGEST_TITLE = 70  # characters
_SHORTEST_TITLE = 3  # words


@dataclass(frozen=True)
class Commission:
    """What an article is to be."""

    topic: str
    brief: str
    words: int
    images: int
    image_style: str
    seed: str
    sources: tuple[Cited, ...] = ()
    answers: tuple[str, ...] = ()  # each a paragraph


@dataclass(frozen=True)
class Composed:
    title: str
    subtitle: str
    body: str


@dataclass
class _Section:
    """A heading, paragraphs that grow by sentences, and what closes it."""

    before: list[str]
    paragraphs: list[list[str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def blocks(self) -> list[str]:
        return [*self.before, *(" ".join(sentences) for sentences in self.paragraphs), *self.after]


def compose(commission: Commission) -> Composed:
    pen = Pen(commission.seed, commission.topic, commission.brief)
    sections = _skeleton(pen, commission)
    given = (*commission.answers, *map(sentence, commission.sources))
    _fill(sections, pen, commission.words - words_in("\n\n".join(given)))
    blocks = [block for section in sections for block in section.blocks()]
    blocks.insert(1, stock.DISCLOSURE)  # Medium asks for it within the first two paragraphs
    blocks = with_paragraphs(blocks, given)
    body = "\n\n".join(_with_slots(blocks, pen, commission))
    return Composed(_title(commission, pen), pen.write(stock.SUBTITLES), body)


def words_in(body: str) -> int:
    """The words that a reader reads: without slots, fences and marks."""
    text = re.sub(r"^:::image.*?^:::$|^```.*?^```$", "", body, flags=re.MULTILINE | re.DOTALL)
    return len(re.findall(r"[^\W_](?:\S*[^\W_])?", text))


def _title(commission: Commission, pen: Pen) -> str:
    """A topic that reads like a title is one; any other gives its subjects to a pattern."""
    topic = commission.topic.strip().rstrip(".")
    if len(topic.split()) >= _SHORTEST_TITLE and len(topic) <= _LONGEST_TITLE:
        return topic[:1].upper() + topic[1:]
    title = pen.write(stock.TITLES)
    return title if len(title) <= _LONGEST_TITLE else f"Notes on {pen.main_subject}"[:_LONGEST_TITLE]


def _skeleton(pen: Pen, commission: Commission) -> list[_Section]:
    """What every article has whatever its length; sentences are added until the length is reached."""
    count = max(1, min(9, round(commission.words / _WORDS_PER_SECTION)))
    sections = [_Section([f"## {pen.write(stock.HEADINGS)}"]) for _ in range(count)]
    if commission.words >= _ROOM_FOR_EXTRAS:
        sections[count // 2].after.append(f"> {pen.write(stock.QUOTES)}")
        sections[-1].after += [pen.write(stock.LIST_LEADS), _list(pen)]
    language = code_language(f"{commission.topic} {commission.brief}")
    if language and commission.words >= _ROOM_FOR_CODE:
        sections[0].after += [pen.write(stock.CODE_LEADS), f"```{language}\n{stock.CODE[language]}\n```"]
    sections[-1].after.append(pen.write(stock.CLOSINGS))
    return [_Section([], [[pen.write(stock.OPENINGS)]]), *sections]


def _list(pen: Pen) -> str:
    return "\n".join(f"- {pen.write(stock.LIST_ITEMS)}" for _ in range(pen.number(3, 4)))


def _fill(sections: list[_Section], pen: Pen, words: int) -> None:
    """Every section in turn gets two sentences, until none of the next few fits any more."""
    total = words_in("\n\n".join([stock.DISCLOSURE, *(block for section in sections for block in section.blocks())]))
    misses = 0
    for number in itertools.count():
        sentence = pen.write(_PARAGRAPH[number % len(_PARAGRAPH)])
        length = words_in(sentence)
        if total + length / 2 > words:
            misses += 1
            if misses > _PATIENCE:
                return
            continue
        _add(sections[number // 2 % len(sections)].paragraphs, sentence, pen)
        total += length


def _add(paragraphs: list[list[str]], sentence: str, pen: Pen) -> None:
    if not paragraphs or len(paragraphs[-1]) >= pen.number(3, 5):
        paragraphs.append([])
    paragraphs[-1].append(sentence)


def _with_slots(blocks: list[str], pen: Pen, commission: Commission) -> list[str]:
    """The first slot follows the first paragraph, the others are spread evenly."""
    step = max(1, len(blocks) // max(1, commission.images))
    places = [1 + number * step for number in range(commission.images)]
    spread = list(blocks)
    for number, place in reversed(list(enumerate(places))):
        spread.insert(_after_lead(spread, place), _slot(number, pen, commission))
    return spread


def _after_lead(blocks: list[str], place: int) -> int:
    """Never between a heading, or a line that announces something, and what belongs to it."""
    while 0 < place < len(blocks) and (blocks[place - 1].startswith("## ") or blocks[place - 1].endswith(":")):
        place += 1
    return min(place, len(blocks))


def _slot(number: int, pen: Pen, commission: Commission) -> str:
    name = "cover" if number == 0 else f"picture-{number + 1}"
    scene = pen.choose(stock.SCENES)
    style = commission.image_style or pen.choose(stock.MANNERS)
    subject = (subjects_of(commission.topic) or ["work"])[0]
    return (
        f":::image {name}\nprompt: {scene[:1].upper()}{scene[1:]}, with a hint of {subject}, {_one_line(style)}\n"
        f"alt: {scene[:1].upper()}{scene[1:]}\ncaption: {pen.write(stock.CAPTIONS)}\n:::"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
