"""The console over HTTP: the webhook's door, the health of every part, and what holds for its pages."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from integrations.health import beat
from integrations.services import Services
from integrations.telegram.webhook import PATH, webhook_secret
from models.store import inbox
from tests.builders import ADA, an_account, an_article
from tests.conftest import Outside
from tests.console.conftest import Opened
from tests.integrations.telegram.phone import Phone

HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def an_update(desk: Services, outside: Outside, text: str = "hello") -> dict[str, Any]:
    await outside.post("writer/text", chat=ADA, text=text)
    [update] = await desk.bot.get_updates(timeout=0)
    return update.to_dict()


async def waiting(desk: Services) -> int:
    async with desk.database.session() as session:
        return len(await inbox.unhandled(session, 110201543, desk.clock(), of_a_chat=20))


async def test_an_update_with_the_right_secret_is_stored_and_then_handled(
    desk: Services, outside: Outside, console: httpx.AsyncClient, phone: Phone
) -> None:
    update = await an_update(desk, outside)
    headers = {HEADER: webhook_secret(desk.settings)}
    for _ in range(2):
        assert (await console.post(PATH, json=update, headers=headers)).status_code == 200
    assert await waiting(desk) == 1
    await phone.mailbox.handle_waiting()
    assert await phone.said() == ["Hello! I am a private writing desk and only speak with paired chats."]


@pytest.mark.parametrize("secret", [None, "", "wrong", "ümlaut".encode()])
async def test_an_update_without_the_right_secret_is_turned_away(
    desk: Services, outside: Outside, console: httpx.AsyncClient, secret: str | bytes | None
) -> None:
    headers: Any = {} if secret is None else {HEADER: secret}
    answer = await console.post(PATH, json=await an_update(desk, outside), headers=headers)
    assert answer.status_code == 403
    assert await waiting(desk) == 0


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b"null", b'{"update_id": "1"}', b'{"message": {}}', b"\xff\xfe"])
async def test_what_is_no_update_is_refused(desk: Services, console: httpx.AsyncClient, garbage: bytes) -> None:
    answer = await console.post(PATH, content=garbage, headers={HEADER: webhook_secret(desk.settings)})
    assert answer.status_code == 400
    assert await waiting(desk) == 0


async def test_everything_is_well_only_when_every_part_is(desk: Services, console: httpx.AsyncClient) -> None:
    for role in ("bot", "worker"):
        beat(desk.settings.copydesk_home, role, desk.clock())
    answer = await console.get("/healthz")
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"postgres", "object store", "prefect", "simulators", "bot", "worker"}


@pytest.mark.parametrize(
    ("part", "field", "nowhere"),
    [
        ("prefect", "prefect_api_url", "http://127.0.0.1:9/api"),
        ("object store", "s3_endpoint", "http://127.0.0.1:9"),
        ("simulators", "simulators_url", "http://127.0.0.1:9"),
    ],
)
async def test_a_part_that_is_down_is_named(
    desk: Services, opened: Opened, part: str, field: str, nowhere: str
) -> None:
    for role in ("bot", "worker"):
        beat(desk.settings.copydesk_home, role, desk.clock())
    broken = replace(desk, address=desk.address.model_copy(update={field: nowhere}))
    answer = await (await opened(services=broken)).get("/healthz")
    assert answer.status_code == 503
    assert [name for name, health in answer.json().items() if not health["ok"]] == [part]


async def test_a_silent_bot_is_named(desk: Services, console: httpx.AsyncClient) -> None:
    beat(desk.settings.copydesk_home, "worker", desk.clock())
    answer = await console.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["bot"] == {"ok": False, "detail": "has not started"}


async def test_a_topic_is_shown_and_never_run(desk: Services, console: httpx.AsyncClient) -> None:
    account = await an_account(desk, "<script>alert(1)</script>")
    await an_article(desk, account, topic="<script>alert(2)</script>", reason='"><img onerror=alert(3)>')
    page = (await console.get("/")).text
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page


async def test_the_page_needs_no_script_and_nothing_from_elsewhere(desk: Services, console: httpx.AsyncClient) -> None:
    page = (await console.get("/")).text
    assert "<script" not in page
    assert 'href="/static/console.css"' in page
    assert (await console.get("/static/console.css")).status_code == 200
