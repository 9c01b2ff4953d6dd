"""Owns what a writer types at the final review: other tags, another time. It refuses what Medium or the clock would."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from models.domain.errors import Refused
from models.domain.publication import check_tags, clean_tag
from models.domain.typed_time import read_time


class FinalRequest(BaseModel):
    """The changes that were asked for; what is None stays."""

    model_config = ConfigDict(frozen=True)

    tags: tuple[str, ...] | None = None
    publish_at: AwareDatetime | None = None
    said: str = Field(default="", exclude=True)  # what the clocks do at that time, for the answer to the writer


def read_final_request(text: str, zone: str, now_utc: datetime) -> FinalRequest:
    """`tags: a, b, c` and `time: 2026-12-01 09:00`, each on a line of its own, either or both."""
    tags, settled = None, None
    for line in filter(str.strip, text.splitlines()):
        name, _, value = line.partition(":")
        match name.strip().lower():
            case "tags":
                tags = _tags(value)
            case "time":
                settled = read_time(value, zone, now_utc)
            case _:
                raise Refused("Write “tags: one, two, three” or “time: 2026-12-01 09:00”, or tap a button.")
    if settled is None:
        return FinalRequest(tags=tags)
    return FinalRequest(tags=tags, publish_at=settled.at, said=settled.said)


def _tags(value: str) -> tuple[str, ...]:
    tags = tuple(clean_tag(tag) for tag in value.split(",") if tag.strip())
    if reasons := check_tags(tags):
        raise Refused("These tags cannot go out: " + "; ".join(reasons) + ".")
    return tags
