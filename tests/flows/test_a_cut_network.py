"""A worker that is cut off from PostgreSQL and Prefect for longer than its lease, over real sockets, and then heals."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, Pause
from pydantic import SecretStr

from deployments import postgres
from flows.article import publish_article
from integrations.addresses import Address
from integrations.effects import Effects
from integrations.services import Services, install, open_services, utc_now
from integrations.settings import Settings
from models.domain.article import Stage
from models.store import effects
from models.tables import Article
from tasks import lease
from tests.builders import ADA, a_person, a_sealed_article, an_account, an_article, change, reread
from tests.conftest import Grounds, Outside
from tests.recorded_prefect import RecordedPrefect
from tests.tasks.attempts import posts_received
from tests.wire import Cut, Wire

LENGTH = timedelta(seconds=2)
_IN_FLIGHT_SECONDS = 1.0
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


@dataclass
class Network:
    """The wires of one worker, and where it believes PostgreSQL and Prefect to be."""

    wires: tuple[Wire, ...]
    address: Address

    def cut(self, how: Cut) -> None:
        for wire in self.wires:
            wire.cut(how)

    def heal(self) -> None:
        for wire in self.wires:
            wire.heal()


@pytest.fixture
async def network(desk: Services, grounds: Grounds) -> AsyncIterator[Network]:
    prefect = urlsplit(desk.address.prefect_api_url)
    socket = postgres.socket_folder(grounds.home) / ".s.PGSQL.5432"
    async with (
        Wire.to(partial(asyncio.open_unix_connection, socket)) as to_postgres,
        Wire.to(partial(asyncio.open_connection, prefect.hostname, prefect.port)) as to_prefect,
    ):
        database = urlsplit(desk.address.database_url.get_secret_value()).path
        url = f"postgresql+psycopg://postgres@127.0.0.1:{to_postgres.port}{database}"
        api = f"http://127.0.0.1:{to_prefect.port}/api"
        changed = {"database_url": SecretStr(url), "prefect_api_url": api}
        yield Network((to_postgres, to_prefect), desk.address.model_copy(update=changed))


@pytest.fixture
async def rescuer(desk: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The other desk, whose network is well: both live by the wall clock here, and their leases are short."""
    monkeypatch.setattr(lease, "LENGTH", LENGTH)
    monkeypatch.setattr(lease, "_RENEWED_EVERY_SECONDS", LENGTH.total_seconds() / 4)
    rescuer = dataclasses.replace(desk, clock=utc_now, effects=Effects(desk.database, utc_now))
    install(rescuer)
    return rescuer


async def go_on(desk: Services, article_id: int, run_id: UUID) -> None:
    """As a worker does whose turn it is."""
    within: Any = FlowRunContext.model_construct
    with within(flow_run=FlowRun(id=run_id, flow_id=uuid4()), client=vars(desk.runs)["_client"]):
        await publish_article.fn(article_id)


def be_another_desk(settings: Settings, address: Address, article_id: int, run_id: UUID) -> None:
    """In a thread, with a loop, connections and services of its own."""

    async def work() -> None:
        async with asyncio.timeout(60), open_services(settings, address) as desk:
            install(desk)
            await go_on(desk, article_id, run_id)

    asyncio.run(work())


@dataclass
class Scene:
    """One worker that is cut off in the middle of something, another that takes over, and what the world saw."""

    network: Network
    rescuer: Services
    outside: Outside
    prefect: RecordedPrefect
    article: Article

    async def play(
        self, how: Cut, is_in_the_middle: Callable[[], Awaitable[bool]], rests: type[BaseException] | None
    ) -> None:
        run_id = self.prefect.a_run(StateType.RUNNING)
        await change(self.rescuer, self.article, flow_run_id=run_id)
        async with AsyncExitStack() as healed:
            begun = asyncio.to_thread(
                be_another_desk, self.rescuer.settings, self.network.address, self.article.id, run_id
            )
            cut_off = asyncio.create_task(begun)
            healed.callback(self.network.heal)
            while not await is_in_the_middle():
                assert not cut_off.done(), cut_off.exception()
                await asyncio.sleep(0.02)
            self.network.cut(how)
            while await self._is_held():
                await asyncio.sleep(0.05)
            if rests is None:
                await go_on(self.rescuer, self.article.id, run_id)
            else:
                with pytest.raises(rests):
                    await go_on(self.rescuer, self.article.id, run_id)
            assert not cut_off.done()
            before = await self._seen()
        with pytest.raises(Abort, match="worked on elsewhere"):
            await cut_off
        assert await self._seen() == before

    async def _is_held(self) -> bool:
        async with self.rescuer.database.session() as session:
            return await effects.lease_of(session, self.article.id, utc_now()) is not None

    async def _seen(self) -> tuple[object, ...]:
        """By the vendors and by Prefect, and where the article stands."""
        article = await reread(self.rescuer, self.article)
        calls = [each["id"] for each in await self.outside.get("log")]
        return calls, list(self.prefect.states_set), len(self.prefect.artifacts), article.model_dump()


@pytest.fixture
async def writer(rescuer: Services, outside: Outside) -> None:
    """Somebody who is told."""
    await outside.post("writer/text", chat=ADA, text="hello")


@pytest.mark.parametrize("how", Cut)
async def test_cut_off_while_the_model_writes_it_neither_keeps_nor_shows_what_came_back(
    network: Network, rescuer: Services, outside: Outside, prefect: RecordedPrefect, writer: None, how: Cut
) -> None:
    account = await an_account(rescuer, words=300, images=0)
    await a_person(rescuer, account)
    article = await an_article(rescuer, account, Stage.DRAFTING)
    await outside.suffer("model", "chat", "slow", seconds=_IN_FLIGHT_SECONDS)

    async def the_model_was_asked() -> bool:
        return not await outside.get("faults")

    await Scene(network, rescuer, outside, prefect, article).play(how, the_model_was_asked, Pause)
    assert (await reread(rescuer, article)).stage is Stage.DRAFT_REVIEW
    drafts = [each for each in await outside.calls("model", "chat") if "Task: draft" in each["body"]]
    assert len(drafts) == 2, "its own, and that of who took over"
    cards = [each["text"] for each in await outside.messages() if "Revision 1" in (each["text"] or "")]
    assert len(cards) == 1


async def test_cut_off_while_medium_takes_the_story_it_neither_posts_again_nor_tells_of_it(
    network: Network, rescuer: Services, outside: Outside, prefect: RecordedPrefect, writer: None
) -> None:
    account = await an_account(rescuer)
    await a_person(rescuer, account)
    article = await a_sealed_article(rescuer, account)
    await outside.suffer("medium", "post", "late", seconds=_IN_FLIGHT_SECONDS)

    async def the_story_is_there() -> bool:
        return len(await outside.stories()) == 1

    await Scene(network, rescuer, outside, prefect, article).play(Cut.SILENT, the_story_is_there, None)
    assert (await reread(rescuer, article)).stage is Stage.PUBLISHED
    assert await posts_received(outside) == len(await outside.stories()) == 1
    assert sum("is out" in (each["text"] or "") for each in await outside.messages()) == 1
