"""Owns the stage of a run: accounts with their writers, the articles, the cuts, and the hand that presses the buttons.

`dispatch` and `upkeep` stand on a schedule of minutes; here somebody presses their buttons every few seconds, as in
Prefect's UI, so that a run takes minutes and not hours. What they do is the product's own.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

import httpx
from pydantic import SecretStr

from deployments import account_desk, writing_desk
from deployments.chaos.outside import Outside
from deployments.chaos.plan import Plan, Script
from deployments.chaos.writer import Diary, Writer
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.store import accounts, articles
from models.tables import Article

_PRESSED_EVERY_SECONDS = 6.0
_FIRST_CHAT = 7001
_MODEL_SECONDS = 0.15
_WORDS = 250
_MEDDLES_WITHIN_SECONDS = 240.0


async def assemble(outside: Outside, desk: Services, plan: Plan, diary: Diary) -> list[Writer]:
    """Accounts on Medium and here, each with a writer who is paired."""
    await outside.delay_feed(plan.feed_delay_seconds)
    await outside.slow_the_model(_MODEL_SECONDS)
    count = max(script.account for script in plan.scripts) + 1
    return [await _hire(outside, desk, plan, diary, number) for number in range(count)]


async def _hire(outside: Outside, desk: Services, plan: Plan, diary: Diary, number: int) -> Writer:
    name, chat = f"writer{number}", _FIRST_CHAT + number
    await outside.add_user(name, f"token-of-{name}")
    await account_desk.add(desk, name, SecretStr(f"token-of-{name}"), "UTC")
    if code := re.search(r"/start (\S+)", await writing_desk.pair(desk, name)):
        await outside.say(chat, name, code[0])
    async with asyncio.timeout(30):
        while not any("Paired with" in message.words for message in await outside.chat(chat)):
            await asyncio.sleep(0.1)
    return Writer(chat, name, outside, desk, plan, diary)


async def plan_cuts(outside: Outside, plan: Plan) -> None:
    for cut in plan.cuts:
        await outside.plan_fault(
            service=cut.service, method=cut.method, kind=cut.kind, mark=cut.word, skip=cut.skip, status=cut.status
        )


async def queue_all(desk: Services, writers: list[Writer], plan: Plan) -> dict[int, Script]:
    """Every topic stands in the queue before the first blow; dispatch starts them one after the other."""
    queued = {}
    for script in plan.scripts:
        writer = writers[script.account]
        article_id = await _queue(desk, writer.name, script)
        writer.takes(article_id, script)
        queued[article_id] = script
    return queued


async def _queue(desk: Services, label: str, script: Script) -> int:
    now = desk.clock()
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        article = Article(
            account_id=account.id,
            topic=script.topic,
            overrides={"images": script.images, "words": _WORDS},
            publish_at=now + timedelta(seconds=script.due_after_seconds),
            stage_since=now,
            created_at=now,
        )
        session.add(article)
        await session.flush()
        articles.tell(session, article.id, "was queued", now)
        return article.id


async def press_buttons(desk: Services) -> None:
    """For ever. The server may be away just now."""
    async with httpx.AsyncClient(base_url=desk.address.prefect_api_url, trust_env=False) as http:
        while True:
            for name in ("dispatch/dispatch", "upkeep/upkeep"):
                await press(http, name)
            await asyncio.sleep(_PRESSED_EVERY_SECONDS)


async def press(http: httpx.AsyncClient, name: str) -> bool:
    try:
        deployment = (await http.get(f"/deployments/name/{name}")).raise_for_status().json()
        (await http.post(f"/deployments/{deployment['id']}/create_flow_run", json={})).raise_for_status()
    except httpx.HTTPError:
        return False
    return True


async def meddle_with_all(desk: Services, queued: dict[int, Script], plan: Plan) -> None:
    """Some articles are changed after they were approved, as by a hand in the database: the seal has to notice."""
    meddled = [article_id for article_id, script in queued.items() if script.is_meddled_with]
    await asyncio.gather(
        *(meddle(desk, article_id, Random(f"{plan.seed}:{article_id}").random) for article_id in meddled)
    )


async def meddle(desk: Services, article_id: int, draw: Callable[[], float]) -> None:
    """As soon as it was approved; one that is not approved in time is left alone."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_MEDDLES_WITHIN_SECONDS):
            while not await _is_changed(desk, article_id, draw):
                await asyncio.sleep(0.5)


async def _is_changed(desk: Services, article_id: int, draw: Callable[[], float]) -> bool:
    """Or too late to be changed."""
    try:
        async with desk.database.session() as session:
            article = await articles.article(session, article_id, for_change=True)
            if article.stage is Stage.SCHEDULED:
                article.tags = [*article.tags[:2], f"nobody approved {draw():.3f}"]
            return article.stage in (Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED, Stage.UNCERTAIN)
    except TryLater:
        return False
