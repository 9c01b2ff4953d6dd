"""Owns the reviewer's two questions to a model: a text by the rubric, a picture by its looks.

It refuses to pretend: a model that cannot see says so once, and from then on pictures are not sent to it.
"""

import base64
from typing import Final

from openai import AsyncOpenAI

from integrations.writing import rubric
from integrations.writing.asking import Questioner
from integrations.writing.shapes import Shape
from models.domain.assessment import BEST, RUBRIC, Assessment, Glance
from models.domain.draft import Answered, Assignment, Draft
from models.domain.slot_source import Slot

_STEADY = 0.0  # the same text gets the same score, where the model lets itself be told
_WORDS_OF_AN_ASSESSMENT = 600
_SCORE: Final[dict[str, object]] = {"type": "integer", "enum": list(range(1, BEST + 1))}
_OBJECTION: Final[dict[str, object]] = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("quote", "problem", "wish")},
    "required": ["quote", "problem", "wish"],
    "additionalProperties": False,
}
REVIEW: Final = Shape(
    "review",
    dict.fromkeys(RUBRIC, f"a whole number from 1 to {BEST}")
    | {
        "summary": "the whole in one sentence, for the owner",
        "objections": 'a list of findings, each an object with "quote", "problem" and "wish"',
    },
    frozenset(),
    Assessment,
    dict.fromkeys(RUBRIC, _SCORE) | {"objections": {"type": "array", "items": _OBJECTION}},
)
PICTURE: Final = Shape(
    "picture",
    {
        "score": f"a whole number from 1 to {BEST}",
        "problem": "what is wrong with it, in one sentence; empty where nothing is",
        "wish": "what the painter should do differently, in one sentence; empty where nothing is",
    },
    frozenset(),
    Glance,
    {"score": _SCORE},
)


class Reviewer:
    """Keep one per model: it remembers what its endpoint does not take, pictures among it."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self.model = model
        self._questioner = Questioner(client, model)

    async def assess(self, assignment: Assignment, draft: Draft) -> Answered[Assessment]:
        prompt = rubric.for_text(assignment, draft, REVIEW.fields)
        return await self._questioner.ask(prompt, REVIEW, words=_WORDS_OF_AN_ASSESSMENT, temperature=_STEADY)

    async def look_at(
        self, assignment: Assignment, slot: Slot, draft: Draft, data: bytes, content_type: str
    ) -> Answered[Glance]:
        """Raises CannotSee where the model takes no pictures."""
        prompt = rubric.for_picture(assignment, slot, draft, PICTURE.fields)
        picture = f"data:{content_type};base64,{base64.b64encode(data).decode()}"
        return await self._questioner.ask(
            prompt, PICTURE, words=_WORDS_OF_AN_ASSESSMENT, temperature=_STEADY, picture=picture
        )
