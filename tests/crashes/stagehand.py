"""Owns the stage on which stories of deaths are told: how one begins, and what is seen from outside at its end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from integrations.medium.feed import FeedItem, read_feed
from integrations.services import Services, install
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.tables import Account, Article
from tasks import publishing
from tests.builders import ADA, a_person, an_account, change, reread
from tests.conftest import Clock, Outside, Spare
from tests.crashes.life import Life
from tests.crashes.reaper import Reaper
from tests.recorded_prefect import RecordedPrefect

Arrange = Callable[["Stagehand", Life], Awaitable[None]]


async def _as_it_is(_: "Stagehand", __: Life) -> None:
    return


@dataclass(frozen=True)
class Story:
    """How it begins, what happens on the way, and how it may end."""

    name: str
    begin: Callable[["Stagehand"], Awaitable[Article]]
    arrange: Arrange = _as_it_is
    ends: frozenset[Stage] = frozenset({Stage.PUBLISHED})
    like: "Story | None" = None  # whose points need not be died at again


@dataclass
class Stagehand:
    """Sets the same stage again for each telling."""

    desk: Services
    public_url: str
    outside: Outside
    prefect: RecordedPrefect
    clock: Clock
    own: Spare
    monkeypatch: pytest.MonkeyPatch
    account: Account = field(init=False)

    async def tell(self, story: Story, reaper: Reaper) -> Life:
        await self._begin_anew()
        article = await story.begin(self)
        await change(self.desk, article, flow_run_id=self.prefect.a_run())
        await self.desk.runs.reschedule((await reread(self.desk, article)).flow_run_id, self.clock())  # type: ignore[arg-type]
        life = Life(self.desk, self.prefect, self.clock, article, reaper)
        with self.monkeypatch.context() as patch:
            await self._let_the_writer_look(life)
            patch.setattr(publishing, "read_feed", self._read_feed)
            await story.arrange(self, life)
            ended = await life.live(patch)
        await self._look_from_outside(story, ended)
        return life

    async def _let_the_writer_look(self, life: Life) -> None:
        async def look(_: str) -> None:
            life.words[ReviewKind.LOST] = Verdict.THERE if await self.outside.stories() else Verdict.NOT_THERE

        life.between = look

    async def _read_feed(self, http: httpx.AsyncClient, feeds: str, username: str) -> list[FeedItem]:
        """The simulated Medium dates its stories by the machine's clock, and these by one that is moved on."""
        items = await read_feed(http, feeds, username, sleep=self._wait)
        return [replace(item, published_at=self.clock()) for item in items]

    async def _wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    async def _begin_anew(self) -> None:
        install(self.desk)
        self.own.empty()
        self.prefect.forget()
        self.clock.now = Clock().now
        await self.outside.post("reset")
        await self.outside.post("writer/text", chat=ADA, text="hello")
        self.account = await an_account(self.desk)
        await a_person(self.desk, self.account)

    async def _look_from_outside(self, story: Story, ended: Article) -> None:
        posts, stories = await self.outside.calls("medium", "post"), await self.outside.stories()
        assert ended.stage in story.ends
        assert len(stories) == (1 if ended.stage in (Stage.PUBLISHED, Stage.LEFT_AS_DRAFT) else 0)
        assert ended.medium_post_id in {None, *(each["id"] for each in stories)}
        assert len(posts) <= 1 + sum(each["status"] != 201 for each in posts)
        said = [_words(each) for each in await self.outside.messages() if each["from"] == "bot"]
        assert sorted(said) == sorted(set(said)), "a message came twice"
        word = "I cannot publish this myself" if ended.stage is Stage.HANDED_OFF else ended.called
        assert any(word in each for each in said), "the writer was not told how it ended"


def _words(message: dict[str, Any]) -> str:
    return f"{message.get('text')}{message.get('caption')}{message.get('document')}{message.get('buttons')}"
