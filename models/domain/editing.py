"""Owns a text that its writer edited by hand, in its place: what it is now, and which passages they touched.

It refuses an edit that changes nothing, and what Medium would not take for a title.
"""

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.legible import require_legible
from models.domain.publication import check_title

LONGEST_BODY: Final = 400_000


class Edited(BaseModel):
    """What the decision remembers; a browser's line ends are not part of it."""

    model_config = ConfigDict(frozen=True)

    title: str
    subtitle: str = ""
    body: str

    @property
    def draft(self) -> Draft:
        return Draft(title=self.title, subtitle=self.subtitle, body=self.body)

    def changes(self, before: Draft) -> bool:
        was = Edited(title=before.title, subtitle=before.subtitle, body=_unix(before.body))
        return self.model_dump() != was.model_dump() and self.shown() != was.shown()

    def shown(self) -> tuple[str, str, str]:
        return self.title.strip(), self.subtitle.strip(), self.body.strip()


def read_edit(title: str, subtitle: str, body: str) -> Edited:
    clean = " ".join(title.split())
    if reasons := check_title(clean):
        raise Refused(f"This title cannot go out: {'; '.join(reasons)}.")
    if not body.strip():
        raise Refused("There is no text in it. To give the article up, drop it.")
    if len(body) > LONGEST_BODY:
        raise Refused(f"The text has {len(body):,} characters; at most {LONGEST_BODY:,} are kept.")
    require_legible(body)
    return Edited(title=clean, subtitle=" ".join(subtitle.split()), body=_unix(body))


def touched(before: Sequence[str], after: Sequence[str], came_from: Sequence[int | None]) -> frozenset[int]:
    """Which of the new passages are the writer's own: those that are new or read otherwise than before."""
    return frozenset(
        place
        for place, (text, origin) in enumerate(zip(after, came_from, strict=True))
        if text.strip() and (origin is None or before[origin].strip() != text.strip())
    )


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
