"""Owns how an article stands in a list: its line, with the writer's word for its stage and how urgent that looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.domain.article import STOPPED, WAITING_FOR_A_PERSON, Stage
from models.domain.schedule import in_zone, on_the_clock
from models.domain.status import TO_COME, WORDS
from models.store.listing import Listed

_LOOKS: Final[Mapping[Stage, str]] = {
    **dict.fromkeys(WAITING_FOR_A_PERSON | {Stage.HANDED_OFF}, "waits"),
    **dict.fromkeys((Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED), "good"),
    Stage.FAILED: "bad",
    Stage.ON_HOLD: "warn",
}


@dataclass(frozen=True)
class Line:
    """An article in a list."""

    id: int
    title: str
    account_id: int
    account: str
    status: str
    looks: str
    standing: str
    says_why: bool  # it stopped, and the standing tells why
    when: str  # it went out, or is to go out
    zone: str
    publish_at: int  # in seconds, for forms: what was moved meanwhile is not moved again
    has_time_ahead: bool
    is_out: bool
    url: str | None


def line_of(each: Listed, *, says_zone: bool = True) -> Line:
    article = each.article
    at = article.published_at or article.publish_at
    return Line(
        id=article.id,
        title=each.title,
        account_id=article.account_id,
        account=each.account,
        status=WORDS[article.stage],
        looks=_LOOKS.get(article.stage, ""),
        standing=article.reason or article.stage.sentence,
        says_why=bool(article.reason) and article.stage in STOPPED,
        when=in_zone(at, each.zone) if says_zone else on_the_clock(at, each.zone),
        zone=each.zone,
        publish_at=int(article.publish_at.timestamp()),
        has_time_ahead=article.stage in TO_COME,
        is_out=article.published_at is not None,
        url=article.medium_url,
    )
