"""Owns the search for what was done twice at a vendor, and the excuse for each: a death or a lost answer in between.

One blow excuses one repeat of an article, and only of what was under way, or just done, when it fell. It asks nobody.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from deployments.chaos.blows import Dealt
from deployments.chaos.outside import Call
from deployments.chaos.plan import Target

_PAID = frozenset({"chat", "images", "edits"})
_SENT = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
_CARD = re.compile(r"r(?::|%3A)(\d+)(?::|%3A)\w+(?::|%3A)")
_NOTES = re.compile(r"<notes>.*?</notes>", re.DOTALL)
_REPLY = "reply_parameters"
RECORDED_WITHIN_SECONDS = 2.0  # between an answer and its record, on a machine that does much else
_SEEN_WITHIN_SECONDS = 1.0  # between a call and its arrival at the vendor, likewise
_SERVICES = frozenset({"model", "telegram"})
_CALLERS = {
    Target.WORKER_ONE: _SERVICES,
    Target.WORKER_TWO: _SERVICES,
    Target.BOTH_WORKERS: _SERVICES,
    Target.BOT: frozenset({"telegram"}),  # and there only what replies to a message
}
_RECORDERS = {Target.POSTGRES: _SERVICES}


@dataclass(frozen=True)
class Repeat:
    """Something that was done once more, and why it may have been; an empty excuse is a fault."""

    what: str
    article: str
    excuse: str


def repeats(
    calls: Sequence[Call], dealt: Sequence[Dealt], article_of: Callable[[Call], str], allowed: Mapping[str, int]
) -> list[Repeat]:
    """`allowed` tells how often an article may be shown again because it was resumed."""
    found, used = [], set()
    for same in _groups(calls):
        spare = allowed.get(article_of(same[0]), 0) if same[0].method in _SENT else 0
        for before, again in zip(same[spare:], same[spare + 1 :], strict=False):
            article = article_of(before)
            of_what = article or said_by(before)  # an image is asked for without the article's name
            excuse = _excuse(before, again, [each for each in dealt if (each.blow.number, of_what) not in used])
            if isinstance(excuse, Dealt):
                used.add((excuse.blow.number, of_what))
            words = excuse.words if isinstance(excuse, Dealt) else excuse
            found.append(Repeat(f"{before.service} {before.method}", article, words))
    return found


def _groups(calls: Sequence[Call]) -> Iterable[list[Call]]:
    """Calls that were carried out and say the same, the oldest first."""
    groups: defaultdict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in sorted(calls, key=lambda each: each.at):
        if call.was_done and call.method in _PAID | _SENT and call.service in _SERVICES:
            groups[call.method, said_by(call)].append(call)
    return [group for group in groups.values() if len(group) > 1]


def said_by(call: Call) -> str:
    """What makes two calls the same: the review of a card, else the whole body without what only frames it.

    Of a revision, what is to be revised: the same text twice is paid twice, also where more was asked of it by then.
    """
    if call.service == "telegram" and (card := _CARD.search(call.body)):
        return f"card of review {card[1]}"
    boundary = call.body.split("\r\n", 1)[0] if call.body.startswith("--") else ""
    said = call.body.replace(boundary, "") if boundary else _NOTES.sub("", call.body)
    return sha256(said.encode()).hexdigest()


def _excuse(before: Call, again: Call, dealt: Sequence[Dealt]) -> Dealt | str:
    if before.lost_its_answer:
        return f"its answer was {before.fault}"
    until = min(again.at, before.ended_at + RECORDED_WITHIN_SECONDS)
    return next((each for each in dealt if each.began <= until and _cuts_off(each, before)), "")


def _cuts_off(dealt: Dealt, call: Call) -> bool:
    """Who calls is hit with its calls on their way, and makes none while away. Who records is missed all the while."""
    target = dealt.blow.target
    if call.service in _RECORDERS.get(target, ()):
        return dealt.until >= call.at
    makes_it = call.service in _CALLERS.get(target, ()) and (target is not Target.BOT or _REPLY in call.body)
    return makes_it and dealt.began >= call.at - _SEEN_WITHIN_SECONDS
