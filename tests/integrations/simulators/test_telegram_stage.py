"""Owns the stage of the Telegram simulator's tests: a real server on a loopback port, the real Bot, and a writer."""

import asyncio
import base64
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Mount
from telegram import Bot
from telegram.error import BadRequest

from integrations.simulators.faults import Fault, FaultKind, Faults
from integrations.simulators.gate import FaultGate
from integrations.simulators.ledger import Ledger
from integrations.simulators.telegram import build
from integrations.simulators.telegram.bots import DEFAULT_TOKEN

CHAT = 1001
GROUP = -100_500


@dataclass(frozen=True)
class Stage:
    root: str
    http: httpx.AsyncClient
    bot: Bot
    faults: Faults
    log: Ledger

    async def act(self, name: str, /, **fields: Any) -> Any:
        answer = await self.http.post(f"/_sim/writer/{name}", json=fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def see(self, place: str, /, **query: Any) -> Any:
        answer = await self.http.get(f"/_sim/writer/{place}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def last(self, chat: int = CHAT) -> Any:
        return (await self.see(f"chat/{chat}"))["messages"][-1]

    def other_bot(self, token: str) -> Bot:
        return Bot(token, base_url=f"{self.root}/telegram/bot", base_file_url=f"{self.root}/telegram/file/bot")


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    # asyncio sets TCP_NODELAY only where the protocol is named; without it every answer is 40 ms late
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await running


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    log, faults, ledger = Ledger(folder / "log.sqlite"), Faults(), Ledger(folder / "telegram.sqlite")
    service = build(ledger)
    gate = FaultGate(service.name, service.app, service.name_of_call, faults, log)
    app = Starlette(routes=[Mount("/telegram", gate), Mount("/_sim", routes=service.control)])
    async with serving(app) as root, httpx.AsyncClient(base_url=root, timeout=30) as http:
        bot = Bot(DEFAULT_TOKEN, base_url=f"{root}/telegram/bot", base_file_url=f"{root}/telegram/file/bot")
        yield Stage(root, http, bot, faults, log)
    ledger.close()
    log.close()


def picture(width: int = 640, height: int = 400, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, kind)
    return target.getvalue()


def as_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path) as stage:
        await stage.act("text", text="/start")
        yield stage


async def test_a_planned_fault_hits_the_method_it_names(stage: Stage) -> None:
    stage.faults.plan(Fault(service="telegram", method="sendMessage", kind=FaultKind.STATUS, status=400))
    with pytest.raises(BadRequest, match="simulated 400"):
        await stage.bot.send_message(CHAT, "first")
    await stage.bot.send_message(CHAT, "second")
    assert (await stage.last())["text"] == "second"


async def test_a_late_answer_comes_when_the_message_is_long_there(stage: Stage) -> None:
    stage.faults.plan(Fault(service="telegram", method="sendMessage", kind=FaultKind.LATE, seconds=0.3))
    sending = asyncio.create_task(stage.bot.send_message(CHAT, "there"))
    while (await stage.last())["text"] != "there":
        assert not sending.done()
    assert not sending.done()
    assert (await sending).text == "there"


async def test_the_log_names_methods_and_downloads(stage: Stage) -> None:
    await stage.act("document", content=as_base64(b"words"), file_name="a.md")
    document = (await stage.last())["document"]
    await (await stage.bot.get_file(document["file_id"])).download_as_bytearray()
    assert [entry["method"] for entry in stage.log.all("log")] == ["getFile", "file"]


async def test_after_a_restart_chats_stay_and_no_number_repeats(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        first = await stage.act("photo", content=as_base64(picture()), caption="look")
        await stage.bot.send_message(CHAT, "nice")
    async with staged(tmp_path) as stage:
        messages = (await stage.see(f"chat/{CHAT}"))["messages"]
        assert [message["text"] or message["caption"] for message in messages] == ["look", "nice"]
        content = await (await stage.bot.get_file(messages[0]["photo"])).download_as_bytearray()
        assert Image.open(io.BytesIO(bytes(content))).size == (640, 400)
        again = await stage.act("text", text="back")
        updates = await stage.bot.get_updates()
        assert again["message_id"] > first["message_id"] + 1
        assert [update.update_id for update in updates] == [first["update_id"], again["update_id"]]


async def test_forgetting_empties_the_chats_and_goes_on_counting(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "telegram.sqlite")
    service = build(ledger)
    async with (
        serving(Starlette(routes=[Mount("/_sim", routes=service.control)])) as root,
        httpx.AsyncClient(base_url=root) as http,
    ):
        before = (await http.post("/_sim/writer/text", json={"text": "one"})).json()
        service.forget()
        assert (await http.get("/_sim/writer/chats")).json() == []
        after = (await http.post("/_sim/writer/text", json={"text": "two"})).json()
        assert (await http.get("/_sim/writer/updates")).json()["pending"][0]["message"]["text"] == "two"
    assert after["message_id"] > before["message_id"]
    assert after["update_id"] > before["update_id"]
