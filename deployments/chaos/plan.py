"""Owns what a run of chaos will do, all of it drawn from the seed: the same seed is the same plan. It does nothing.

What is drawn is what is done; when it happens follows the run's own progress, so that a slow machine is hit as often.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

from deployments.chaos.stack import WORKERS

_WORDS: Final = ("Alder", "Brook", "Cedar", "Dune", "Ember", "Fjord", "Glade", "Heath", "Islet", "Juniper")
_PLACES: Final = ("quiet harbour", "night train", "old orchard", "window seat", "empty theatre", "winter market")
_LATE_FEED_SECONDS = 200.0  # longer than the desk looks for a story before it asks
ARTICLES_OF_AN_ACCOUNT = 4  # Medium takes ten in a day


class Target(StrEnum):
    """What is hit."""

    WORKER_ONE, WORKER_TWO = WORKERS
    BOTH_WORKERS = "both workers"
    BOT = "bot"
    PREFECT = "prefect"
    POSTGRES = "postgres"
    OBJECTS = "object store"


class Way(StrEnum):
    """How it is hit."""

    KILL = "kill"  # SIGKILL; PostgreSQL is shut down immediately, which is as bad for whoever uses it
    PAUSE = "pause"  # SIGSTOP, and after a while it goes on


@dataclass(frozen=True)
class Script:
    """What one article's writer does. A word that stands nowhere else tells the article's calls from all others."""

    number: int
    word: str
    topic: str
    account: int
    due_after_seconds: float
    images: int
    notes: tuple[str, ...]
    redos: int
    leaves_out: bool
    changes_tags: bool
    changes_time: bool
    is_meddled_with: bool

    @property
    def decisions(self) -> int:
        """About how many; a lost answer or an article that was changed under its seal asks for more."""
        return len(self.notes) + self.images + self.redos + 2 + self.changes_tags + self.changes_time


@dataclass(frozen=True)
class Manner:
    """How a decision is brought to the bot."""

    after_seconds: float
    times: int


@dataclass(frozen=True)
class Blow:
    """One kill or pause. It falls when the vendors have seen so many calls, and a moment later."""

    number: int
    target: Target
    way: Way
    seconds: float
    at_call: int
    jitter_seconds: float
    aimed_at: str  # a call that is made slow, so that the blow falls while it is on its way; "" for none


@dataclass(frozen=True)
class Cut:
    """An answer that goes wrong on its way back; `word` names the article."""

    service: str
    method: str
    kind: str
    word: str
    skip: int
    status: int = 503


@dataclass(frozen=True)
class Plan:
    seed: int
    scripts: tuple[Script, ...]
    blows: tuple[Blow, ...]
    cuts: tuple[Cut, ...]
    feed_delay_seconds: float

    def manner(self, number: int, decision: int) -> Manner:
        """Most decisions come once and soon; some come late, some come again and again."""
        random = Random(f"{self.seed}:{number}:{decision}")
        late = random.random() < 0.2
        return Manner(random.uniform(1, 5) if late else random.uniform(0, 0.4), random.choice((1, 1, 1, 2, 3)))


def make_plan(articles: int, kills: int, seed: int) -> Plan:
    random = Random(f"chaos:{seed}")
    scripts = tuple(_script(random, number, articles) for number in range(articles))
    calls = sum(6 * script.decisions for script in scripts)
    leaves_in_doubt = random.random() < 0.3
    return Plan(
        seed=seed,
        scripts=scripts,
        blows=tuple(_blow(random, number, place) for number, place in enumerate(_places(random, kills, calls))),
        cuts=tuple(cut for script in scripts for cut in _cuts(random, script, leaves_in_doubt)),
        feed_delay_seconds=_LATE_FEED_SECONDS if leaves_in_doubt else random.choice((0.0, 1.0, 3.0, 8.0)),
    )


def accounts_of(articles: int) -> int:
    """Several wherever there are several articles, so that what one writer says comes beside what another one does."""
    return max(min(2, articles), math.ceil(articles / ARTICLES_OF_AN_ACCOUNT))


def _script(random: Random, number: int, articles: int) -> Script:
    word = f"{_WORDS[number % len(_WORDS)]}{number:03d}"
    notes = (f"Please make it shorter, number {number}", f'Change the title to "{word} seen once more"')
    images = random.choice((0, 1, 1, 2))
    is_meddled_with = random.random() < 0.2
    return Script(
        number=number,
        word=word,
        topic=f"{word} and the {random.choice(_PLACES)}",
        account=number % accounts_of(articles),
        due_after_seconds=random.uniform(15, 45 + articles) + 30 * is_meddled_with,
        images=images,
        notes=notes[: random.choice((0, 0, 1, 1, 2))],
        redos=random.choice((0, 0, 1)) if images else 0,
        leaves_out=images == 2 and random.random() < 0.3,
        changes_tags=random.random() < 0.4,
        changes_time=random.random() < 0.1,
        is_meddled_with=is_meddled_with,
    )


def _places(random: Random, kills: int, calls: int) -> list[int]:
    return sorted(random.randrange(calls // 20, calls * 9 // 10) for _ in range(kills))


def _blow(random: Random, number: int, at_call: int) -> Blow:
    target = random.choices(tuple(Target), weights=(16, 16, 18, 18, 10, 14, 8))[0]
    is_pause = target is not Target.POSTGRES and random.random() < 0.25
    is_long = target in (Target.WORKER_ONE, Target.WORKER_TWO, Target.BOT) and random.random() < 0.4
    return Blow(
        number=number,
        target=target,
        way=Way.PAUSE if is_pause else Way.KILL,
        seconds=(25.0 if is_long else random.uniform(0.5, 4)) if is_pause else 0.0,
        at_call=at_call,
        jitter_seconds=random.uniform(0, 0.6),
        aimed_at=_aim(random, target),
    )


def _aim(random: Random, target: Target) -> str:
    """Where both workers fall, it is while one waits for an answer: claims and attempts stand open then."""
    if target is not Target.BOTH_WORKERS:
        return ""
    return random.choice(
        ("model chat", "model images", "telegram sendMessage", "telegram sendPhoto", "medium post", "medium post")
    )


def _cuts(random: Random, script: Script, leaves_in_doubt: bool) -> list[Cut]:
    """Seldom more than one for an article: two cuts of one paid call are a person's business, by the product's rule.

    Where Medium did nothing, or its feed is late, the desk looks for minutes and then asks the writer. Not every run is
    to take that long.
    """
    undone = (("medium", "post", "status", 0), ("medium", "post", "cut_before", 0)) if leaves_in_doubt else ()
    possible = (
        *undone,
        ("medium", "post", "cut_after", 0), ("medium", "post", "half_body", 0), ("medium", "post", "malformed", 0),
        ("telegram", "sendMessage", "cut_after", random.randrange(4)),
        ("telegram", "sendMessage", "cut_before", random.randrange(4)),
        ("telegram", "sendDocument", "cut_after", 0),
        ("model", "chat", "cut_after", random.randrange(2)), ("model", "chat", "status", 0),
        ("model", "chat", "half_body", 0),
    )  # fmt: skip
    chosen = random.sample(possible, random.choice((0, 1, 1, 2)))
    return [Cut(service, method, kind, script.word, skip) for service, method, kind, skip in chosen]
