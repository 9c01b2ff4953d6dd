"""Owns who plays in a journey: a Medium user, their account, the writer on Telegram, and looks at what came of it."""

import asyncio
import itertools
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
from pydantic import SecretStr

from deployments import account_desk, writing_desk
from integrations.resuming import start_run
from integrations.services import Services
from integrations.simulators.scripted_writer import WAITS_SECONDS, ScriptedWriter, Seen
from models.domain.article import Stage
from models.store import accounts, articles, effects
from models.store.wake import tell_of_schedule
from models.tables import Account, Article

_RECORDED_WITHIN_SECONDS = 1.5
_ENDS = ("COMPLETED", "CANCELLED", "FAILED", "CRASHED")

_chats = itertools.count(5001)


def next_chat() -> int:
    return next(_chats)


@dataclass(frozen=True)
class Pace:
    """How long the writer has patience, how late an article may go out, and how soon it goes on after a death."""

    patience_seconds: float = WAITS_SECONDS
    lateness: timedelta = timedelta(seconds=5)
    taken_over_within_seconds: float = 20


@dataclass
class Cast:
    desk: Services
    account: Account
    writer: ScriptedWriter
    simulators_url: str
    pace: Pace

    @classmethod
    @asynccontextmanager
    async def assembled(
        cls, simulators_url: str, desk: Services, pace: Pace = Pace(), taps: int = 1
    ) -> AsyncIterator[Self]:
        name = f"w{uuid.uuid4().hex[:8]}"
        async with httpx.AsyncClient(base_url=simulators_url, trust_env=False) as http:
            user = {"token": f"token-of-{name}", "username": name, "name": name}
            (await http.post("/_sim/medium/users", json=user)).raise_for_status()
        await account_desk.add(desk, name, SecretStr(f"token-of-{name}"), "Europe/Berlin")
        async with desk.database.session() as session:
            account = await accounts.account_named(session, name)
        writer = ScriptedWriter(simulators_url, next_chat(), name, pace.patience_seconds, taps=taps)
        cast = cls(desk, account, writer, simulators_url, pace)
        try:
            await cast.pair(writer)
            yield cast
        finally:
            await writer.close()

    async def pair(self, writer: ScriptedWriter, **how: Any) -> None:
        code = re.search(r"/start (\S+)", await writing_desk.pair(self.desk, self.account.label))
        assert code is not None
        await writer.say(code[0], **how)
        await writer.message(f"Paired with {self.account.label}")

    async def start(self, topic: str, due_in: timedelta = timedelta(0), images: int = 1) -> int:
        """An article whose publishing time comes that soon; its writing starts now."""
        now = datetime.now(UTC)
        async with self.desk.database.session() as session:
            article = Article(
                account_id=self.account.id,
                topic=topic,
                overrides={"images": images, "words": 300},
                publish_at=now + due_in,
                stage_since=now,
                created_at=now,
            )
            session.add(article)
            await session.flush()
        await start_run(self.desk, article.id)
        return article.id

    async def approve_text(self) -> Seen:
        card = await self.writer.card("Approve", "Revision")
        await self.writer.tap(card, "Approve")
        return card

    async def keep_image(self) -> None:
        await self.writer.tap(await self.writer.card("Keep"), "Keep")

    async def approve_plan(self) -> None:
        await self.writer.tap(await self.writer.card("Approve", "Tags, in order"), "Approve")

    async def article(self, article_id: int) -> Article:
        async with self.desk.database.session() as session:
            return await articles.article(session, article_id)

    async def until(self, article_id: int, stage: Stage) -> Article:
        """The article, once it stands there; the test's own timeout ends the waiting."""
        while (article := await self.article(article_id)).stage is not stage:
            await asyncio.sleep(0.1)
        return article

    async def bring_forward(self, article: Article, to: datetime) -> None:
        """A scheduled article, once its run sleeps: while it lies down, it would set its alarm for the old time."""
        name = "AwaitingPublish"
        await self.run_is(article.id, name)
        async with self.desk.database.session() as session:
            (await articles.article(session, article.id, for_change=True)).publish_at = to
        assert article.flow_run_id is not None
        await self.desk.runs.reschedule(article.flow_run_id, to, name)
        async with self.desk.database.session() as session:
            await tell_of_schedule(session)

    async def posts(self) -> list[dict[str, Any]]:
        """The bodies that Medium received from this account and made posts of."""
        return [json.loads(story["request"]) for story in await self.stories()]

    async def stories(self) -> list[dict[str, Any]]:
        """What Medium made of them."""
        everything = await self.at_medium("posts")
        return [story for story in everything if story["username"] == self.account.medium_username]

    async def at_medium(self, shelf: str) -> list[dict[str, Any]]:
        async with httpx.AsyncClient(base_url=self.simulators_url, trust_env=False) as http:
            return list((await http.get(f"/_sim/medium/{shelf}")).raise_for_status().json())

    async def publish_by_hand(self, title: str, content: str) -> str:
        """As a writer does it in Medium's editor: the address of the story."""
        wanted = {"username": self.account.medium_username, "title": title, "content": f"<h1>{title}</h1>{content}"}
        async with httpx.AsyncClient(base_url=self.simulators_url, trust_env=False) as http:
            return str((await http.post("/_sim/medium/by_hand", json=wanted)).raise_for_status().json()["url"])

    async def plan_fault(self, **fault: Any) -> None:
        async with httpx.AsyncClient(base_url=self.simulators_url, trust_env=False) as http:
            (await http.post("/_sim/faults", json=fault)).raise_for_status()

    async def prefect(self, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        async with httpx.AsyncClient(base_url=self.desk.address.prefect_api_url, trust_env=False) as http:
            return list((await http.post(path, json=body)).raise_for_status().json())

    async def run_deployment(self, name: str) -> str:
        """As the button in Prefect's UI does it, and to its end: the id of its run. The worker, which looks every ten
        seconds, is told of it.
        """
        async with httpx.AsyncClient(base_url=self.desk.address.prefect_api_url, trust_env=False) as http:
            found = (await http.get(f"/deployments/name/{name}")).raise_for_status().json()
            made = (await http.post(f"/deployments/{found['id']}/create_flow_run", json={})).raise_for_status().json()
        async with self.desk.database.session() as session:
            await tell_of_schedule(session)
        assert await self.ended(made["id"]) == "COMPLETED"
        return str(made["id"])

    async def rests(self, article_id: int, *, after: Stage) -> None:
        """It got on from there, and nobody has it in hand."""
        while (await self.article(article_id)).stage is after or await self._is_in_hand(article_id):
            await asyncio.sleep(0.1)

    async def _is_in_hand(self, article_id: int) -> bool:
        async with self.desk.database.session() as session:
            return await effects.lease_of(session, article_id, self.desk.clock()) is not None

    async def looked_after(self, article_id: int) -> None:
        """By upkeep, when it does not take the article for one that has only just come to its stage."""
        async with self.desk.database.session() as session:
            article = await articles.article(session, article_id, for_change=True)
            article.stage_since -= timedelta(minutes=5)
        await self.run_deployment("upkeep/upkeep")

    async def ended(self, run_id: object) -> str:
        """How, in Prefect's words."""
        while (how := str((await self._runs(run_id))[0]["state_type"])) not in _ENDS:
            await asyncio.sleep(0.1)
        return how

    async def _runs(self, run_id: object) -> list[dict[str, Any]]:
        return await self.prefect("/flow_runs/filter", {"flow_runs": {"id": {"any_": [str(run_id)]}}})

    async def task_runs(self, article: Article) -> list[dict[str, Any]]:
        """Prefect's server records them once a second."""
        await asyncio.sleep(_RECORDED_WITHIN_SECONDS)
        return await self.prefect(
            "/task_runs/filter",
            {"flow_runs": {"id": {"any_": [str(article.flow_run_id)]}}, "sort": "EXPECTED_START_TIME_ASC"},
        )

    async def states(self, article: Article) -> list[str]:
        """The names of the states that its run went through."""
        async with httpx.AsyncClient(base_url=self.desk.address.prefect_api_url, trust_env=False) as http:
            asked = await http.get("/flow_run_states/", params={"flow_run_id": str(article.flow_run_id)})
        return [state["name"] for state in asked.raise_for_status().json()]

    async def run_is(self, article_id: int, state_name: str) -> Article:
        """The article, once its run stands there."""
        while True:
            article = await self.article(article_id)
            if article.flow_run_id and (await self.flow_run(article))["state_name"] == state_name:
                return article
            await asyncio.sleep(0.1)

    async def press(self, article: Article, kind: str, name: str) -> None:
        """As the buttons of its run's page in Prefect do it."""
        state = {"state": {"type": kind, "name": name}, "force": kind == "FAILED"}
        async with httpx.AsyncClient(base_url=self.desk.address.prefect_api_url, trust_env=False) as http:
            (await http.post(f"/flow_runs/{article.flow_run_id}/set_state", json=state)).raise_for_status()

    async def delete_run(self, article: Article) -> None:
        async with httpx.AsyncClient(base_url=self.desk.address.prefect_api_url, trust_env=False) as http:
            (await http.delete(f"/flow_runs/{article.flow_run_id}")).raise_for_status()

    async def flow_run(self, article: Article) -> dict[str, Any]:
        return (await self._runs(article.flow_run_id))[0]
