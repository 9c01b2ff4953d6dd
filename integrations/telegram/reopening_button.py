"""Owns the button that takes an approval back: on which cards it stands, what it says, and how it is read. Pure."""

from datetime import datetime

from integrations.telegram.buttons import Button, Rows
from integrations.telegram.marks import Mark
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.review import ReviewKind, Verdict
from models.store.cards import Unsettled

_MARK = Mark.REOPENING
_WAITS_FOR_ITS_TIME = frozenset({Stage.FINAL_REVIEW, Stage.SCHEDULED})  # the first until its run took the approval in


def take_back_rows(each: Unsettled, now: datetime) -> Rows:
    """Of what goes out at once nobody could take anything back."""
    decision, article = each.decision, each.article
    is_approved = each.review.kind is ReviewKind.FINAL and decision is not None and decision.verdict is Verdict.APPROVE
    is_for_now = decision is None or decision.note != "" or article.publish_at <= now
    if not is_approved or is_for_now or article.stage not in _WAITS_FOR_ITS_TIME:
        return ()
    return ((Button("↩️ Reopen", f"{_MARK}:{each.review.id}"),),)


def is_ours(data: str | None) -> bool:
    return _MARK.begins(data)


def read(data: str) -> tuple[int]:
    _, _, number = data.partition(":")
    if not number.isdecimal() or f"{_MARK}:{int(number)}" != data:
        raise Refused("This button is not one of mine.")
    return (int(number),)
