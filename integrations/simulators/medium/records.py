"""Owns what the simulated Medium remembers of stories and images, its clock, and everything else by way of `People`.

Shelves: `post`, `image`, `picture` (bytes), `setting`, and one `feed:...` for every feed, so that no call has to look
through everybody's posts.
"""

import time
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from integrations.simulators.ledger import Ledger
from integrations.simulators.medium.people import People

_FEED_READS = 200  # newest entries looked at, so that a delay can hide some of them


class SideLoaded(BaseModel):
    """An image that a post's content names, and what became of it."""

    src: str
    fetched: bool
    reason: str = ""
    name: str = ""


class Story(BaseModel):
    """A post and the request that made it, as it was received; `request` is empty for one that was made by hand."""

    id: str
    number: int
    title: str
    content: str
    content_format: str
    status: str
    tags: list[str]
    author_id: str
    username: str
    url: str
    path: str
    created_at: float
    published_at: float | None = None
    publication_id: str | None = None
    publication_slug: str | None = None
    publication_name: str | None = None
    canonical_url: str | None = None
    licence: str = "all-rights-reserved"
    notify_followers: bool | None = None
    images: list[SideLoaded] = []
    request: str = ""


class Records:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.people = ledger, People(ledger)

    def forget(self) -> None:
        self.ledger.clear()
        self.people.begin()

    def now(self) -> float:
        setting = self.ledger.get("setting", "clock")
        return time.time() + (float(setting["ahead_seconds"]) if setting else 0.0)

    def set_clock(self, ahead_seconds: float) -> None:
        self.ledger.put("setting", "clock", {"ahead_seconds": ahead_seconds})

    def feed_delay(self) -> float:
        setting = self.ledger.get("setting", "feed_delay")
        return float(setting["seconds"]) if setting else 0.0

    def set_feed_delay(self, seconds: float) -> None:
        self.ledger.put("setting", "feed_delay", {"seconds": seconds})

    def keep_story(self, story: Story) -> None:
        self.ledger.put("post", story.id, story.model_dump())
        if story.status == "public":
            self.ledger.put(f"feed:@{story.username}", story.id, {"id": story.id})
            if story.publication_slug:
                self.ledger.put(f"feed:{story.publication_slug}", story.id, {"id": story.id})

    def story(self, story_id: str) -> Story | None:
        found = self.ledger.get("post", story_id)
        return Story.model_validate(found) if found else None

    def stories(self) -> list[dict[str, Any]]:
        return self.ledger.all("post")

    def latest(self, feed: str, count: int) -> list[Story]:
        """The newest stories of a feed that have waited long enough to show up in it, newest first."""
        horizon, latest = self.now() - self.feed_delay(), []
        for entry in reversed(self.ledger.newest(f"feed:{feed}", _FEED_READS)):
            story = self.story(entry["id"])
            if story and story.published_at is not None and story.published_at <= horizon:
                latest.append(story)
            if len(latest) == count:
                break
        return latest


def moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
