"""Owns what may be done with several articles at once, and by what it is undone."""

from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict


class BulkAct(StrEnum):
    """The label is that of its button."""

    label: str

    def __new__(cls, name: str, label: str) -> "BulkAct":
        member = str.__new__(cls, name)
        member._value_ = name
        member.label = label
        return member

    LATER = "later", "A day later"
    EARLIER = "earlier", "A day earlier"
    HOLD = "hold", "Hold"
    RESUME = "resume", "Let go on"
    DROP = "drop", "Drop"


DAYS: Final = {BulkAct.LATER: 1, BulkAct.EARLIER: -1}
UNDONE_BY: Final = {
    BulkAct.LATER: BulkAct.EARLIER,
    BulkAct.EARLIER: BulkAct.LATER,
    BulkAct.HOLD: BulkAct.RESUME,
    BulkAct.RESUME: BulkAct.HOLD,
    BulkAct.DROP: BulkAct.RESUME,
}


class Result(BaseModel):
    """What came of it for one article. `was` is the time that it had before, `then` the one it has now."""

    model_config = ConfigDict(frozen=True)

    article_id: int
    title: str
    is_done: bool
    said: str
    was: AwareDatetime | None = None
    then: AwareDatetime | None = None
