"""Owns the scripted writers: each answers every card of its chat along the script of the card's article.

They tell the truth, they are not always quick, and some tap more than once. What they did is kept for the verdict.
"""

import asyncio
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from deployments.chaos.outside import Message, Outside
from deployments.chaos.plan import Plan, Script
from integrations.services import Services
from models.domain.errors import TryLater
from models.domain.review import ReviewKind, Verdict
from models.store import reviews

_CARD = re.compile(r"r:(\d+):(\w+):")
_RESUME = re.compile(r"/resume (\d+)")
_SECOND_CARD_AFTER_SECONDS = 6.0


@dataclass(frozen=True)
class About:
    """What a card asks about, as its review number tells."""

    review_id: int
    kind: ReviewKind
    article_id: int
    subject: str


@dataclass(frozen=True)
class Act:
    """What a writer did with a card: a verdict by its button, or words in reply to it."""

    about: About
    card: Message
    verdict: Verdict | None
    said: str
    query_ids: tuple[str, ...] = ()
    message_id: int | None = None


@dataclass
class Diary:
    """What all writers did and saw end."""

    acts: list[Act] = field(default_factory=list)
    resumed: Counter[int] = field(default_factory=Counter)
    asked_where: int = 0


class Writer:
    """One chat: the writer of one account."""

    def __init__(self, chat: int, name: str, outside: Outside, desk: Services, plan: Plan, diary: Diary) -> None:
        self.chat, self.name = chat, name
        self._outside, self._desk, self._plan, self._diary = outside, desk, plan, diary
        self._scripts: dict[int, Script] = {}
        self._abouts: dict[int, About] = {}
        self._acted_on: dict[int, tuple[Verdict | None, str]] = {}
        self._count: defaultdict[tuple[int, str], int] = defaultdict(int)
        self._begun: set[int] = set()
        self._acting: set[asyncio.Task[None]] = set()

    def takes(self, article_id: int, script: Script) -> None:
        self._scripts[article_id] = script

    async def write(self) -> None:
        """For ever: whatever the chat shows that was not dealt with is dealt with, each thing in its own time."""
        since = 0
        while True:
            messages, since = await self._outside.news(self.chat, since)
            for message in messages:
                if message.sender == "bot" and message.message_id not in self._begun and self._asks(message):
                    self._begun.add(message.message_id)
                    task = asyncio.create_task(self._deal_with(message))
                    self._acting.add(task)
                    task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._acting.discard(task)
        if not task.cancelled():
            task.result()

    @staticmethod
    def _asks(message: Message) -> bool:
        return bool(message.data) or bool(_RESUME.search(message.words) and _stopped(message.words))

    async def _deal_with(self, message: Message) -> None:
        if not message.data:
            await self._resume(message)
        elif (found := _CARD.match(message.data[0])) and (about := await self._about(int(found[1]))):
            await self._answer(message, about)

    async def _resume(self, message: Message) -> None:
        found = _RESUME.search(message.words)
        if found is not None and int(found[1]) in self._scripts:
            self._diary.resumed[int(found[1])] += 1
            await asyncio.sleep(1)
            await self._outside.say(self.chat, self.name, found[0])

    async def _answer(self, card: Message, about: About) -> None:
        if about.review_id in self._acted_on:
            await self._answer_again(card, about)
            return
        script = self._scripts[about.article_id]
        verdict, said = self._acted_on[about.review_id] = await self._decide(about, script)
        decision = self._count[about.article_id, "decisions"]
        self._count[about.article_id, "decisions"] += 1
        manner = self._plan.manner(script.number, decision)
        await asyncio.sleep(manner.after_seconds)
        await self._act(card, about, verdict, said, manner.times)

    async def _answer_again(self, card: Message, about: About) -> None:
        """A second card of a review, as after a lost answer: what is on it is answered as on the first."""
        await asyncio.sleep(_SECOND_CARD_AFTER_SECONDS)
        now = {message.message_id: message for message in await self._outside.chat(self.chat)}
        if card.message_id in now and now[card.message_id].data:
            await self._act(card, about, *self._acted_on[about.review_id], 1)

    async def _act(self, card: Message, about: About, verdict: Verdict | None, said: str, times: int) -> None:
        if verdict is None:
            if number := await self._outside.say(self.chat, self.name, said, card.message_id):
                self._diary.acts.append(Act(about, card, None, said, message_id=number))
            return
        data = next(each for each in card.data if f":{verdict}:" in each)
        if queries := await self._outside.tap(self.chat, self.name, card.message_id, data, times):
            self._diary.acts.append(Act(about, card, verdict, "", tuple(queries)))

    async def _decide(self, about: About, script: Script) -> tuple[Verdict | None, str]:
        """A verdict, or words. None for a verdict means that the words are the answer."""
        round_ = self._count[about.article_id, f"{about.kind}{about.subject}"]
        self._count[about.article_id, f"{about.kind}{about.subject}"] += 1
        match about.kind:
            case ReviewKind.DRAFT if round_ < len(script.notes):
                return None, script.notes[round_]
            case ReviewKind.IMAGE if about.subject == "cover" and round_ < script.redos:
                return None, f"With more light, please, {script.word}"
            case ReviewKind.IMAGE if about.subject != "cover" and script.leaves_out:
                return Verdict.OMIT, ""
            case ReviewKind.FINAL if round_ == 0 and script.changes_tags:
                return None, f"tags: {script.word}, tides, slow days"
            case ReviewKind.FINAL if round_ == int(script.changes_tags) and script.changes_time:
                return None, f"time: {_next_minute():%Y-%m-%d %H:%M}"
        return (await self._look_at_medium(script) if about.kind is ReviewKind.LOST else Verdict.APPROVE), ""

    async def _look_at_medium(self, script: Script) -> Verdict:
        self._diary.asked_where += 1
        is_there = any(script.word in post.content for post in await self._outside.posts())
        return Verdict.THERE if is_there else Verdict.NOT_THERE

    async def _about(self, review_id: int) -> About | None:
        """None for an article that was not ours. The database may be down just now."""
        while review_id not in self._abouts:
            try:
                async with self._desk.database.session() as session:
                    found = await reviews.review(session, review_id)
                    self._abouts[review_id] = About(review_id, found.kind, found.article_id, found.subject)
            except TryLater:
                await asyncio.sleep(0.5)
        about = self._abouts[review_id]
        return about if about.article_id in self._scripts else None


def _stopped(words: str) -> bool:
    return "is on hold" in words or "could not go on" in words


def _next_minute() -> datetime:
    """With time enough to be read before it has passed."""
    return (datetime.now(UTC) + timedelta(seconds=80)).replace(second=0)


async def write_all(writers: list[Writer]) -> None:
    async with asyncio.TaskGroup() as group:
        for writer in writers:
            group.create_task(writer.write())
