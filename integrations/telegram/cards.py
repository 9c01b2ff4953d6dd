"""Owns what the bot's cards say. Pure: text in, card out, within Telegram's limits. Their buttons are elsewhere."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from models.domain.changes import NOTHING
from models.domain.durations import in_words as duration
from models.domain.publication import PublishStatus
from models.domain.review import ReviewKind, Verdict
from models.domain.schedule import in_zone

_CAPTION_SHOWN = 500  # of Telegram's 1024 for a caption; the outcome and a note come beneath it
_NOTE_SHOWN = 300
_TAGS_USED = 3
_LONGEST_LINE = 200
_MOST_LINES = 6
_LONGEST_BREACH = 400
_TO_TYPE = re.compile(r"`([^`\n]+)`")
_INVITES = ("Reply to this", "Reply with ", "Answer in your own words")
_CHANGES = "What changed:\n"
_SAY_IT_OTHERWISE = "If you asked for something, say it in other words, or quote the place that you mean."
_DONE = {
    Verdict.APPROVE: "Approved",
    Verdict.CHANGE: "Changes asked for",
    Verdict.REWRITE: "To be rewritten",
    Verdict.REPLACE: "Own text handed in",
    Verdict.EDIT: "Edited by hand",
    Verdict.REDO: "Another try",
    Verdict.OMIT: "Left out",
    Verdict.SUPPLY: "Own photo handed in",
    Verdict.MOVE: "Moved",
    Verdict.HOLD: "Held",
    Verdict.BACK: "Back to the text",
    Verdict.DROP: "Dropped",
    Verdict.LEAVE: "Left as a draft on Medium",
    Verdict.THERE: "It is on Medium",
    Verdict.NOT_THERE: "Not on Medium, to be posted",
    Verdict.ANSWER: "Answered",
    Verdict.SKIP: "Skipped",
    Verdict.ENOUGH: "Interview ended",
}


def draft_card(
    title: str,
    number: int,
    words: int,
    minutes: int,
    publish_at: datetime,
    zone: str,
    warnings: Sequence[str] = (),
    changes: Sequence[str] = (),
    *,
    cost: str = "",
    answers: Sequence[str] = (),
    assessed: Sequence[str] = (),
) -> str:
    spent = f" · {escape(cost)} so far" if cost else ""
    return (
        f"<b>{escape(title)}</b>\nRevision {number} · {words} words · {minutes} min{spent}\n"
        f"Goes out {escape(in_zone(publish_at, zone))}\n\n"
        f"{_changed(changes, warnings)}{_lines('⚠️', warnings)}"
        f"{_lines('🎙', answers)}{_lines('🤖', assessed)}"
        "Reply to this or to any part of the text with what should change."
    )


def _changed(changes: Sequence[str], warnings: Sequence[str]) -> str:
    """A warning tells why nothing changed; without one the writer is told what they can do."""
    if tuple(changes) == (NOTHING,):
        return f"✏️ {NOTHING}\n\n" if warnings else f"✏️ {NOTHING} {_SAY_IT_OTHERWISE}\n\n"
    return f"{_CHANGES if changes else ''}{_lines('✏️', changes)}"


def question_card(topic: str, question: str, number: int, of: int) -> str:
    return (
        f"<b>{escape(topic[:_LONGEST_LINE])}</b>\nBefore I write, question {number} of {of}:\n\n{escape(question)}\n\n"
        "Answer in your own words, in one message or in several."
    )


def _lines(mark: str, said: Sequence[str]) -> str:
    """As many as a card has room for beside everything else, and how many are left."""
    shown = [f"{mark} {escape(line[:_LONGEST_LINE])}" for line in said[:_MOST_LINES]]
    left = len(said) - len(shown)
    return "\n".join([*shown, *([f"{mark} …and {left} more."] if left else [])]) + "\n\n" if shown else ""


def image_card(
    slot: str,
    caption: str,
    number: int,
    left: int,
    assessed: Sequence[str] = (),
    *,
    place: str = "",
    is_cover: bool = False,
) -> str:
    """`left` is how many others wait for an answer beside it."""
    more = f" · {left} more to decide" if left else ""
    role = " · cover, which Medium shows in its lists" if is_cover else ""
    where = f"Stands {escape(place[:_LONGEST_LINE])}\n" if place else ""
    shown = escape(caption[:_CAPTION_SHOWN])
    return (
        f"<b>Image “{escape(slot)}”</b>, try {number}{more}{role}\n{where}{shown}\n\n"
        f"{_lines('🤖', assessed)}Reply with what should be different, with a photo of yours, "
        "or with “move it under …”."
    )


def refused_image_card(slot: str, prompt: str, place: str) -> str:
    return (
        f"<b>Image “{escape(slot)}”</b>\nStands {escape(place[:_LONGEST_LINE])}\n\n"
        "The image model's provider refuses to draw this, and refused it in other words too:\n"
        f"<i>{escape(prompt[:_CAPTION_SHOWN])}</i>\n\n"
        "Reply with what it should show instead, or with a photo of yours, or leave it out."
    )


def final_card(
    title: str,
    tags: tuple[str, ...],
    publish_at: datetime,
    zone: str,
    options: str,
    *,
    article_id: int,
    grace_minutes: int,
    is_past: bool = False,
    broken: Sequence[tuple[str, bool]] = (),
) -> str:
    when = in_zone(publish_at, zone)
    promise = "" if is_past else f"{_while_awake(grace_minutes)}\n\n"
    moment = f"as soon as you approve, since {when} has passed" if is_past else when
    return (
        f"<b>{escape(title)}</b>\nTags, in order (✓: Medium uses the first three):\n{_tags(tags)}\n\n"
        f"Goes out {escape(moment)}, {escape(options)}.\n\n{promise}{_broken(broken)}"
        "Reply with <code>tags: one, two, three</code> or <code>time: next tuesday 9am</code> to change them. "
        f"/options {article_id} shows what else can be set."
    )


def _broken(broken: Sequence[tuple[str, bool]]) -> str:
    """Which rules are not kept; with one that stops it does not go out."""
    shown = [f"{'⛔' if stops else '⚠️'} {escape(words[:_LONGEST_BREACH])}" for words, stops in broken[:_MOST_LINES]]
    stop = "As it is, an approval puts it on hold." if any(stops for _, stops in broken) else ""
    return "\n".join([*shown, *([stop] if stop else [])]) + "\n\n" if shown else ""


def _tags(tags: tuple[str, ...]) -> str:
    return "\n".join(f"{n}. {escape(tag)}{' ✓' if n <= _TAGS_USED else ''}" for n, tag in enumerate(tags, 1)) or "none"


def _while_awake(grace_minutes: int) -> str:
    late = f"up to {duration(grace_minutes)} late it still goes out by itself, after that I ask you"
    return f"The machine that I run on has to be awake then: {late if grace_minutes else 'else I ask you'}."


def lost_card(title: str, shelf: str, status: PublishStatus) -> str:
    """`shelf` is the page where a story of this status stands."""
    is_public = status is PublishStatus.PUBLIC
    why = "its feed does not show the story" if is_public else "its feed shows only what is public"
    return f"<b>{escape(title)}</b>\nMedium's answer was lost, and {why}. Please look at {escape(shelf)}: is it there?"


def card_key(review_id: int, showing: int) -> str:
    """The effect under which a card is sent; a review that has to be shown again gets another one."""
    return f"review:{review_id}:card" if showing == 1 else f"review:{review_id}:card:{showing}"


def in_chat(key: str, chat_id: int) -> str:
    """The same effect in one chat."""
    return f"{key}:chat:{chat_id}"


def shown_again(text: str) -> str:
    return f"{text}\n\n<i>Sent again: what you answered to the earlier card may not have reached me.</i>"


def moved(text: str) -> str:
    return f"{_uninviting(text)}\n\n<i>This was sent again below. That card counts.</i>"


def closed(text: str, why: str) -> str:
    return f"{_uninviting(text)}\n\n<i>{in_html(why)}</i>"


def _uninviting(text: str) -> str:
    """Without the last paragraph where that says how to answer: what is over takes no answer."""
    said, _, last = text.rpartition("\n\n")
    return said if said and last.startswith(_INVITES) else text


def in_html(words: str) -> str:
    """Words of ours as Telegram shows them: what is to be typed stands between backticks, and a tap copies it."""
    return _TO_TYPE.sub(r"<code>\1</code>", escape(words))


def in_part(note: str, most: int = _NOTE_SHOWN) -> str:
    """Its beginning, which may be a long quote, and its end, which is what was asked for."""
    return note if len(note) <= most else f"{note[: most // 2].rstrip()} … {note[-most // 2 :].lstrip()}"


def outcome(text: str, verdict: Verdict, who: str, note: str = "", kind: ReviewKind = ReviewKind.DRAFT) -> str:
    """The card after the decision: what was decided and by whom, without buttons."""
    said = f"\n<i>{escape(in_part(note))}</i>" if note else ""
    return f"{_uninviting(text)}\n\n<b>{_done(verdict, kind)}</b> by {escape(who)}{said}"


def reopened(text: str, approved_by: str, who: str) -> str:
    """The card of an approval that was taken back."""
    return f"{outcome(text, Verdict.APPROVE, approved_by)}\n<b>Reopened</b> by {escape(who)}"


def outcome_word(verdict: Verdict, who: str, kind: ReviewKind = ReviewKind.DRAFT) -> str:
    return f"{_done(verdict, kind)} by {who}"


def _done(verdict: Verdict, kind: ReviewKind) -> str:
    """An image is kept, as its button says."""
    return "Kept" if (verdict, kind) == (Verdict.APPROVE, ReviewKind.IMAGE) else _DONE[verdict]
