"""Owns a year in which nothing is real but the rules of time: desks sleep, writers answer late or never, clocks change.

Every decision is taken by the product's own functions. What happened is written down, and judged by the tests.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from models.domain.deadline import DeadlineRule, deadline, due_reminder, rule_that_applies
from models.domain.publishing_slots import WeeklySlot, next_free_slot
from models.domain.punctuality import APART, GoOut, Surroundings, Wait, at_its_time
from models.domain.quiet_hours import QuietHours
from models.domain.quota import WINDOW, room_from
from models.domain.schedule import writing_starts_at
from models.domain.vigil import awake_since, may_judge

BEGINS = datetime(2027, 1, 1, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=365)
UPKEEP = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class House:
    """An account, as far as time knows it."""

    name: str
    profile: str
    slots: tuple[WeeklySlot, ...]
    slots_zone: str
    rule: DeadlineRule
    grace: timedelta
    lead: timedelta
    reminders: tuple[int, ...]
    quiet: QuietHours | None
    is_diligent: bool = False


@dataclass
class Piece:
    """An article on its way."""

    number: int
    house: House
    publish_at: datetime
    queued_at: datetime
    stage: str = "queued"
    shown_at: datetime = BEGINS
    question: int = 0
    times_moved: int = 0
    approved_for: datetime | None = None

    @property
    def until(self) -> datetime:
        return deadline(self.publish_at, self.shown_at, self.house.grace)


@dataclass
class Chronicle:
    """What happened, for whoever judges."""

    outs: list[tuple[datetime, Piece, datetime]] = field(default_factory=list)  # when, which, approved for
    drafts: list[tuple[datetime, Piece]] = field(default_factory=list)
    held: list[tuple[datetime, Piece]] = field(default_factory=list)
    moves: list[tuple[datetime, Piece, datetime]] = field(default_factory=list)
    asked_again: list[tuple[datetime, Piece]] = field(default_factory=list)
    reminders: list[tuple[datetime, Piece, datetime]] = field(default_factory=list)  # when, which, until
    said: set[tuple[int, datetime, datetime]] = field(default_factory=set)
    slots: list[tuple[datetime, Piece, datetime]] = field(default_factory=list)
    forgotten: list[tuple[datetime, Piece]] = field(default_factory=list)
    doubled_slots: list[tuple[Piece, Piece]] = field(default_factory=list)


class Year:
    def __init__(self, houses: tuple[House, ...], topics: int, imports: tuple[House, ...], seed: int) -> None:
        self._random = Random(seed)
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = count()
        self.naps = sorted(self._nap() for _ in range(150))
        self.pieces: list[Piece] = []
        self._alive: dict[int, Piece] = {}
        self.chronicle = Chronicle()
        self._posts: dict[str, list[datetime]] = defaultdict(list)
        self._last_out: dict[str, datetime] = {}
        self._vigil = (BEGINS, BEGINS)
        for number in range(topics):
            at = BEGINS + self._random.random() * (ENDS - BEGINS - timedelta(days=30))
            self._at(at, self._queue(number, self._random.choice(houses)))
        for number, house in enumerate(imports, start=topics):
            self._at(BEGINS + timedelta(days=40 + 60 * (number % 5)), self._queue(number, house, is_timed=False))

    def live(self) -> None:
        self._at(BEGINS, self._upkeep)
        while self._events:
            now, _, act = heapq.heappop(self._events)
            act(now)

    def _nap(self) -> tuple[datetime, datetime]:
        start = BEGINS + self._random.random() * timedelta(days=360)
        hours = self._random.choice((0.3, 0.7, 1, 1, 1.5, 1.5, 2, 3, 5, 9, 30, 80))
        return start, start + timedelta(hours=hours * self._random.uniform(0.5, 1.5))

    def awake_at(self, moment: datetime) -> datetime:
        """The moment itself, or when the machine wakes."""
        for start, end in self.naps:
            if start <= moment < end:
                moment = end
        return moment

    def _at(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._events, (self.awake_at(moment), next(self._order), act))

    def _queue(self, number: int, house: House, *, is_timed: bool = True) -> Callable[[datetime], None]:
        def queue(now: datetime) -> None:
            piece = Piece(number, house, now, now)
            if not is_timed or self._random.random() < 0.5:
                piece.publish_at = self._slot(piece, now + house.lead)
            else:
                piece.publish_at = now + timedelta(minutes=self._random.randrange(30, 20 * 24 * 60))
            self.pieces.append(piece)
            self._alive[number] = piece
            self._at(max(now, writing_starts_at(piece.publish_at, house.lead)), self._begin(piece))

        return queue

    def _slot(self, piece: Piece, after: datetime) -> datetime:
        house = piece.house
        others = [each for each in self._alive.values() if each is not piece]
        taken = [each.publish_at for each in others if each.house is house]
        planned = [each.publish_at for each in others if each.house.profile == house.profile]
        posts = [*planned, *(at for at in self._posts[house.profile] if at > after - WINDOW)]
        slot = next_free_slot(house.slots, house.slots_zone, after, taken, posts)
        self.chronicle.slots.append((after, piece, slot))
        self.chronicle.doubled_slots += [
            (piece, each) for each in others if each.house is house and each.publish_at == slot
        ]
        return slot

    def _end(self, piece: Piece, stage: str) -> None:
        piece.stage = stage
        del self._alive[piece.number]

    def _begin(self, piece: Piece) -> Callable[[datetime], None]:
        def begin(now: datetime) -> None:
            if piece.stage != "queued" or now < writing_starts_at(piece.publish_at, piece.house.lead):
                return
            if now <= piece.publish_at + piece.house.grace:  # else it is left to the rule
                self._ask(piece, "draft", now + timedelta(minutes=3))

        return begin

    def _ask(self, piece: Piece, stage: str, now: datetime) -> None:
        piece.stage, piece.shown_at, piece.question = stage, now, piece.question + 1
        chance, question = self._random.random(), piece.question
        is_silent = chance < (0 if piece.house.is_diligent else 0.12)
        if not is_silent:
            hours = self._random.choice((0.05, 0.5, 3, 10, 30)) if chance < 0.85 else self._random.uniform(30, 120)
            answered = now + timedelta(hours=hours)
            travels = (
                timedelta(minutes=self._random.uniform(0, 4)) if self.awake_at(answered) > answered else timedelta()
            )
            self._at(self.awake_at(answered) + travels, self._answer(piece, question, answered))

    def _answer(self, piece: Piece, question: int, decided_at: datetime) -> Callable[[datetime], None]:
        def answer(now: datetime) -> None:
            if piece.question != question or piece.stage not in ("draft", "final"):
                return
            piece.times_moved = 0
            if piece.stage == "draft":
                self._ask(piece, "final", now + MINUTE)
            elif now > piece.publish_at + piece.house.grace and piece.shown_at <= piece.publish_at:
                self._ask(piece, "final", now + MINUTE)  # the card named another world
            else:
                if piece.shown_at > piece.publish_at or decided_at > piece.publish_at:
                    piece.publish_at = max(piece.publish_at, now)
                piece.stage, piece.approved_for = "scheduled", piece.publish_at
                self._at(now, self._gate(piece))

        return answer

    def _gate(self, piece: Piece) -> Callable[[datetime], None]:
        def gate(now: datetime) -> None:
            outcome = at_its_time(piece.publish_at, piece.house.grace, self._around(piece, now), now)
            if isinstance(outcome, Wait):
                self._at(outcome.until + timedelta(seconds=1), self._gate(piece))
            elif isinstance(outcome, GoOut):
                self._end(piece, "out")
                self._post(piece, now)
                self.chronicle.outs.append((now, piece, piece.approved_for or now))
            else:
                self.chronicle.asked_again.append((now, piece))
                piece.approved_for = None
                self._ask(piece, "final", now + MINUTE)

        return gate

    def _around(self, piece: Piece, now: datetime) -> Surroundings:
        house, mine = piece.house, (piece.publish_at, piece.number)
        ahead = [each for each in self._alive.values() if each.stage == "scheduled" and each.house is house]
        return Surroundings(
            [at for at in self._posts[house.profile] if at > now - WINDOW],
            self._last_out.get(house.name),
            sum(now - house.grace <= each.publish_at and (each.publish_at, each.number) < mine for each in ahead),
        )

    def _post(self, piece: Piece, now: datetime) -> None:
        self._posts[piece.house.profile].append(now)
        self._last_out[piece.house.name] = now

    def _upkeep(self, now: datetime) -> None:
        self._vigil = (awake_since(*self._vigil, now), now)
        is_judge = may_judge(self._vigil[0], now)
        for piece in list(self._alive.values()):
            if piece.stage in ("draft", "final") and piece.shown_at <= now:
                self._remind(piece, now)
            if is_judge and piece.publish_at <= now:
                self._follow(piece, now)
        if now < ENDS or self._alive:
            self._at(now + UPKEEP, self._upkeep)

    def _remind(self, piece: Piece, now: datetime) -> None:
        house = piece.house
        planned = due_reminder(piece.until, piece.shown_at, house.reminders, house.quiet, now)
        if planned is not None and (key := (piece.number, piece.until, planned)) not in self.chronicle.said:
            self.chronicle.said.add(key)
            self.chronicle.reminders.append((now, piece, piece.until))

    def _follow(self, piece: Piece, now: datetime) -> None:
        is_queued = piece.stage == "queued"
        until = piece.publish_at + piece.house.grace if is_queued else piece.until
        if piece.stage == "scheduled" or piece.shown_at > now or until > now or (is_queued and until == now):
            return
        match rule_that_applies(piece.house.rule, can_be_left=not is_queued, times_moved=piece.times_moved):
            case DeadlineRule.HOLD:
                self._end(piece, "held")
                self.chronicle.held.append((now, piece))
            case DeadlineRule.NEXT_SLOT:
                before, piece.publish_at = piece.publish_at, self._slot(piece, now + piece.house.lead * is_queued)
                piece.times_moved += 1
                self.chronicle.moves.append((now, piece, before))
                if is_queued:
                    self._at(max(now, writing_starts_at(piece.publish_at, piece.house.lead)), self._begin(piece))
                elif piece.stage == "final":
                    self._ask(piece, "final", now + MINUTE)
            case DeadlineRule.LEAVE_AS_DRAFT:
                posts = [at for at in self._posts[piece.house.profile] if at > now - WINDOW]
                if room_from(now, posts) <= now and (not posts or posts[-1] <= now - APART):
                    self._end(piece, "left")
                    self._post(piece, now)
                    self.chronicle.drafts.append((now, piece))
                elif now - max(until, self._vigil[0]) > timedelta(days=2):
                    self.chronicle.forgotten.append((now, piece))
