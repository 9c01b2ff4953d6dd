"""Owns what the bot's cards say and which buttons they carry. Pure: text in, card out, within Telegram's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from models.domain.durations import in_words as duration
from models.domain.errors import Refused
from models.domain.review import POSSIBLE, ReviewKind, Verdict
from models.domain.schedule import in_zone

_HASH_SHOWN = 8
_CALLBACK_BYTES = 64
_LONGEST_LINE = 200
_MOST_LINES = 6
_LABELS = {
    (ReviewKind.DRAFT, Verdict.APPROVE): "✅ Approve",
    (ReviewKind.DRAFT, Verdict.REWRITE): "🔁 Rewrite",
    (ReviewKind.DRAFT, Verdict.HOLD): "⏸ Hold",
    (ReviewKind.DRAFT, Verdict.DROP): "🗑 Drop",
    (ReviewKind.IMAGE, Verdict.APPROVE): "✅ Keep",
    (ReviewKind.IMAGE, Verdict.REDO): "🔁 Try again",
    (ReviewKind.IMAGE, Verdict.OMIT): "🗑 Leave out",
    (ReviewKind.FINAL, Verdict.APPROVE): "✅ Approve",
    (ReviewKind.FINAL, Verdict.HOLD): "⏸ Hold",
    (ReviewKind.FINAL, Verdict.DROP): "🗑 Drop",
    (ReviewKind.LOST, Verdict.THERE): "It is there",
    (ReviewKind.LOST, Verdict.NOT_THERE): "It is not there, post it",
}
_DONE = {
    Verdict.APPROVE: "Approved",
    Verdict.CHANGE: "Changes asked for",
    Verdict.REWRITE: "To be rewritten",
    Verdict.REDO: "Another try",
    Verdict.OMIT: "Left out",
    Verdict.HOLD: "Held",
    Verdict.DROP: "Dropped",
    Verdict.LEAVE: "Left as a draft on Medium",
    Verdict.THERE: "It is on Medium",
    Verdict.NOT_THERE: "Not on Medium, to be posted",
}


@dataclass(frozen=True)
class Button:
    text: str
    data: str


@dataclass(frozen=True)
class Card:
    """A message with its rows of buttons; the text is Telegram's HTML."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True)
class Tap:
    """What a button says when it is tapped: which review, which answer, and of which version."""

    review_id: int
    verdict: Verdict
    hash_start: str

    def data(self) -> str:
        return f"r:{self.review_id}:{self.verdict}:{self.hash_start}"

    @classmethod
    def read(cls, data: str) -> "Tap":
        parts = data.split(":")
        try:
            mark, review_id, verdict, hash_start = parts
            tap = cls(int(review_id), Verdict(verdict), hash_start)
        except ValueError:
            raise Refused("This button is not one of mine.") from None
        if mark != "r" or len(hash_start) != _HASH_SHOWN or tap.data() != data or len(data.encode()) > _CALLBACK_BYTES:
            raise Refused("This button is not one of mine.")
        return tap


def buttons(kind: ReviewKind, review_id: int, subject_hash: str) -> tuple[tuple[Button, ...], ...]:
    """The answers that have a button, two in a row."""
    offered = [verdict for verdict in Verdict if verdict in POSSIBLE[kind] and (kind, verdict) in _LABELS]
    made = [
        Button(_LABELS[kind, verdict], Tap(review_id, verdict, subject_hash[:_HASH_SHOWN]).data())
        for verdict in offered
    ]
    return tuple(tuple(made[at : at + 2]) for at in range(0, len(made), 2))


def draft_card(
    title: str,
    number: int,
    words: int,
    minutes: int,
    publish_at: datetime,
    zone: str,
    warnings: Sequence[str] = (),
) -> str:
    return (
        f"<b>{escape(title)}</b>\nRevision {number} · {words} words · {minutes} min\n"
        f"Goes out {escape(in_zone(publish_at, zone))}\n\n"
        f"{_lines('⚠️', warnings)}"
        "Reply to this or to any part of the text with what should change."
    )


def _lines(mark: str, said: Sequence[str]) -> str:
    """As many as a card has room for beside everything else, and how many are left."""
    shown = [f"{mark} {escape(line[:_LONGEST_LINE])}" for line in said[:_MOST_LINES]]
    left = len(said) - len(shown)
    return "\n".join([*shown, *([f"{mark} …and {left} more."] if left else [])]) + "\n\n" if shown else ""


def image_card(slot: str, caption: str, number: int, left: int) -> str:
    more = f" · {left} to decide" if left else ""
    return (
        f"<b>Image “{escape(slot)}”</b>, try {number}{more}\n{escape(caption)}\n\nReply with what should be different."
    )


def final_card(
    title: str,
    tags: tuple[str, ...],
    publish_at: datetime,
    zone: str,
    options: str,
    *,
    grace_minutes: int,
    is_past: bool = False,
) -> str:
    when = in_zone(publish_at, zone)
    promise = "" if is_past else f"{_while_awake(grace_minutes)}\n\n"
    moment = f"as soon as you approve, since {when} has passed" if is_past else when
    shown = "\n".join(f"{place}. {escape(tag)}" for place, tag in enumerate(tags, start=1)) or "none"
    return (
        f"<b>{escape(title)}</b>\nTags, in order (Medium uses the first three):\n{shown}\n\n"
        f"Goes out {escape(moment)}, {escape(options)}.\n\n{promise}"
        "Reply with <code>tags: one, two, three</code> or <code>time: 2026-12-01 09:00</code> to change them."
    )


def _while_awake(grace_minutes: int) -> str:
    late = f"up to {duration(grace_minutes)} late it still goes out by itself, after that I ask you"
    return f"The machine that I run on has to be awake then: {late if grace_minutes else 'else I ask you'}."


def lost_card(title: str, profile_url: str) -> str:
    return (
        f"<b>{escape(title)}</b>\nMedium's answer was lost and its feed does not show the story. "
        f"Please look at {escape(profile_url)}: is it there?"
    )


def card_key(review_id: int, showing: int) -> str:
    """The effect under which a card is sent; a review that has to be shown again gets another one."""
    return f"review:{review_id}:card" if showing == 1 else f"review:{review_id}:card:{showing}"


def in_chat(key: str, chat_id: int) -> str:
    """The same effect in one chat."""
    return f"{key}:chat:{chat_id}"


def shown_again(text: str) -> str:
    return f"{text}\n\n<i>I was away for more than a day. What you answered meanwhile is lost: please answer again.</i>"


def moved(text: str) -> str:
    return f"{text}\n\n<i>This was sent again below. That card counts.</i>"


def closed(text: str, why: str) -> str:
    return f"{text}\n\n<i>{escape(why)}</i>"


def outcome(text: str, verdict: Verdict, who: str, note: str = "") -> str:
    """The card after the decision: what was decided and by whom, without buttons."""
    said = f"\n<i>{escape(note[:300])}</i>" if note else ""
    return f"{text}\n\n<b>{_DONE[verdict]}</b> by {escape(who)}{said}"


def outcome_word(verdict: Verdict, who: str) -> str:
    return f"{_DONE[verdict]} by {who}"
