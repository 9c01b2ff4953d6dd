"""Owns trying a model with the least that shows whether it does its work. It costs a few cents and changes nothing."""

from typing import Final

from integrations.writing.errors import CannotSee
from integrations.writing.illustrator import Illustrator
from integrations.writing.reviewer import Reviewer
from integrations.writing.writer import Writer
from models.domain.assessment import BEST
from models.domain.draft import Assignment, Draft
from models.domain.slot_source import Slot

_STREET: Final = Slot(name="street", prompt="A wet street at dusk", alt="A street", caption="")
_SAMPLE: Final = Draft(
    title="A walk in the rain", body="Rain makes a street new. I walked home slowly, and heard it.\n"
)


async def tags(writer: Writer) -> str:
    return ", ".join((await writer.propose_tags(_SAMPLE)).value.tags)


async def judged(reviewer: Reviewer, picture: bytes = b"") -> str:
    """The score of a text, and whether the model sees images, where there is one to show it."""
    found = (await reviewer.assess(Assignment(topic=_SAMPLE.title), _SAMPLE)).value
    return f"{found.score}/{BEST}, {await _sight(reviewer, picture)}"


async def _sight(reviewer: Reviewer, picture: bytes) -> str:
    if not picture:
        return "there is no image to show it"
    try:
        await reviewer.look_at(Assignment(topic=_SAMPLE.title), _STREET, _SAMPLE, picture, "image/png")
    except CannotSee:
        return "it takes no images, so the AI reviewer only measures them"
    return "it sees images"


async def drawn(illustrator: Illustrator) -> bytes:
    return (await illustrator.draw(_STREET.prompt, _STREET.name, "", _SAMPLE.body)).value.data
