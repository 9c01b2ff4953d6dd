"""Owns what a button of a review says when it is tapped, in Telegram's 64 bytes, and which buttons a card carries."""

from dataclasses import dataclass
from enum import StrEnum

from models.domain.errors import Refused
from models.domain.review import POSSIBLE, ReviewKind, Verdict

_HASH_SHOWN = 8
_CALLBACK_BYTES = 64
_LABELS = {
    (ReviewKind.DRAFT, Verdict.APPROVE): "✅ Approve",
    (ReviewKind.DRAFT, Verdict.CHANGE): "✏️ Ask for changes",
    (ReviewKind.DRAFT, Verdict.REWRITE): "🔁 Rewrite",
    (ReviewKind.DRAFT, Verdict.HOLD): "⏸ Hold",
    (ReviewKind.DRAFT, Verdict.DROP): "🗑 Drop",
    (ReviewKind.IMAGE, Verdict.APPROVE): "✅ Keep",
    (ReviewKind.IMAGE, Verdict.REDO): "🔁 Try again",
    (ReviewKind.IMAGE, Verdict.OMIT): "🗑 Leave out",
    (ReviewKind.FINAL, Verdict.APPROVE): "✅ Approve",
    (ReviewKind.FINAL, Verdict.CHANGE): "✏️ Change tags or time",
    (ReviewKind.FINAL, Verdict.HOLD): "⏸ Hold",
    (ReviewKind.FINAL, Verdict.BACK): "↩️ Back to the text",
    (ReviewKind.FINAL, Verdict.DROP): "🗑 Drop",
    (ReviewKind.LOST, Verdict.THERE): "It is there",
    (ReviewKind.LOST, Verdict.NOT_THERE): "It is not there, post it",
    (ReviewKind.INTERVIEW, Verdict.SKIP): "⏭ Skip",
    (ReviewKind.INTERVIEW, Verdict.ENOUGH): "✍️ Enough, write",
}
_AT_ONCE, _NEXT_SLOT = "🚀 Publish now", "⏭ Next slot"
_KEEP_ALL = "✅ Keep all"
_SURE = {Verdict.DROP: "🗑 Yes, drop it", Verdict.APPROVE: "🚀 Yes, publish now"}
_NOT_SURE = "↩️ No, back"


class Step(StrEnum):
    """How far a tap goes."""

    DECIDE = "r"  # it is the decision
    MAKE_SURE = "s"  # it shows a second button that is the decision
    GO_BACK = "b"  # it shows the first buttons again
    ASK = "a"  # it asks for the words that are the decision
    MAYBE_NOW = "m"  # it shows a second button that publishes now
    NOW = "p"  # it approves, and at once
    KEEP_ALL = "k"  # it approves this image and every other one that is shown
    SLOT = "l"  # it moves the time to the account's next free slot, which is shown again


_FIRST_STEP = {Verdict.DROP: Step.MAKE_SURE, Verdict.CHANGE: Step.ASK}


FIRST_STEPS = frozenset({Step.MAKE_SURE, Step.GO_BACK, Step.ASK, Step.MAYBE_NOW})
_SECOND_STEP = {Step.MAKE_SURE: Step.DECIDE, Step.MAYBE_NOW: Step.NOW}


@dataclass(frozen=True)
class Button:
    """A tap on it comes to us as its data, or opens its address."""

    text: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Tap:
    """What a button says when it is tapped: which review, which answer, and of which version."""

    review_id: int
    verdict: Verdict
    hash_start: str
    step: Step = Step.DECIDE

    def data(self) -> str:
        return f"{self.step}:{self.review_id}:{self.verdict}:{self.hash_start}"

    @classmethod
    def read(cls, data: str) -> "Tap":
        try:
            step, review_id, verdict, hash_start = data.split(":")
            tap = cls(int(review_id), Verdict(verdict), hash_start, Step(step))
        except ValueError:
            raise Refused("This button is not one of mine.") from None
        if len(hash_start) != _HASH_SHOWN or tap.data() != data or len(data.encode()) > _CALLBACK_BYTES:
            raise Refused("This button is not one of mine.")
        return tap


def refused_image_buttons(review_id: int, subject_hash: str) -> Rows:
    """Of an image that nobody could draw there is nothing to keep; its slot can go."""
    return ((_button(ReviewKind.IMAGE, Verdict.OMIT, review_id, subject_hash),),)


def buttons(kind: ReviewKind, review_id: int, subject_hash: str, *, among: int = 1) -> Rows:
    """The answers that have a button, two in a row; `among` is how many such cards wait for an answer."""
    offered = [verdict for verdict in Verdict if verdict in POSSIBLE[kind] and (kind, verdict) in _LABELS]
    rows = _rows([_button(kind, verdict, review_id, subject_hash) for verdict in offered])
    if kind is ReviewKind.FINAL:
        return (rows[0], _times(review_id, subject_hash[:_HASH_SHOWN]), *rows[1:])
    if kind is ReviewKind.IMAGE and among > 1:
        every = Tap(review_id, Verdict.APPROVE, subject_hash[:_HASH_SHOWN], Step.KEEP_ALL)
        return (*rows, (Button(_KEEP_ALL, every.data()),))
    return rows


def _times(review_id: int, hash_start: str) -> tuple[Button, ...]:
    now = Tap(review_id, Verdict.APPROVE, hash_start, Step.MAYBE_NOW)
    slot = Tap(review_id, Verdict.CHANGE, hash_start, Step.SLOT)
    return (Button(_AT_ONCE, now.data()), Button(_NEXT_SLOT, slot.data()))


def make_sure(tap: Tap) -> Rows:
    """In the place of a card's buttons, when one was tapped that cannot be taken back with a tap."""
    sure = Tap(tap.review_id, tap.verdict, tap.hash_start, _SECOND_STEP[tap.step])
    back = Tap(tap.review_id, tap.verdict, tap.hash_start, Step.GO_BACK)
    return ((Button(_SURE[tap.verdict], sure.data()), Button(_NOT_SURE, back.data())),)


def _button(kind: ReviewKind, verdict: Verdict, review_id: int, subject_hash: str) -> Button:
    step = _FIRST_STEP.get(verdict, Step.DECIDE)
    return Button(_LABELS[kind, verdict], Tap(review_id, verdict, subject_hash[:_HASH_SHOWN], step).data())


def _rows(made: list[Button]) -> Rows:
    return tuple(tuple(made[at : at + 2]) for at in range(0, len(made), 2))
