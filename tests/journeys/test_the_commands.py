"""What a writer and an operator type, as processes of their own on a running stack."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from deployments.rehearsal import Rehearsal, as_a_person_does, environment_of
from tests.journeys.cast import Cast
from tests.journeys.conftest import STOCK

pytestmark = pytest.mark.timeout(280)
# A few on a machine that is free. Beside the other tests a process starts in half a minute, and leaves in six seconds.
LEAVES_WITHIN_SECONDS = 60


def as_own_services(stack: Rehearsal, port: int) -> Mapping[str, str]:
    """The stack's parts, named as a user names parts of their own; the simulators as if they were the real ones."""
    address = stack.address
    return {
        "SIMULATE": "none",
        "COPYDESK_SECRET_KEY": (stack.home / "secret.key").read_text(),
        "DATABASE_URL": address.database_url.get_secret_value(),
        "S3_ENDPOINT": address.s3_endpoint,
        "S3_ACCESS_KEY": address.s3_access_key.get_secret_value(),
        "S3_SECRET_KEY": address.s3_secret_key.get_secret_value(),
        "PREFECT_API_URL": address.prefect_api_url,
        "TELEGRAM_BASE_URL": address.telegram_base_url,
        "TELEGRAM_BOT_TOKEN": address.telegram_bot_token.get_secret_value(),
        "MODEL_BASE_URL": address.model_base_url,
        "MODEL_API_KEY": address.model_api_key.get_secret_value(),
        "MEDIUM_BASE_URL": address.medium_base_url,
        "MEDIUM_FEED_URL": address.medium_feed_url,
        "MEDIUM_INTEGRATION_TOKEN": "simulated-medium-token",
        "CONSOLE_PORT": str(port),
    }


async def test_an_account_is_added_paired_and_given_a_topic_from_the_shell(stack: Rehearsal) -> None:
    line = ("account", "add", "pastes", "--zone", "Asia/Tokyo")
    assert "handed to you" in (await asyncio.to_thread(as_a_person_does, stack.environment, line)).stdout
    assert re.search(r"/start \S+", await asyncio.to_thread(stack.command, "pair", "pastes"))
    queued = await asyncio.to_thread(
        stack.command, "add", "Slow trains", "--account", "pastes", "--at", "2031-01-31 09:00"
    )
    assert "Fri 31 Jan 2031, 09:00 (Asia/Tokyo)" in queued
    number = re.search(r"Article (\d+)", queued)
    assert number is not None
    assert "Slow" in await asyncio.to_thread(stack.command, "list", "--account", "pastes")
    assert "was queued" in await asyncio.to_thread(stack.command, "show", number[1])


async def test_a_token_that_medium_refuses_adds_no_account_and_is_not_repeated(stack: Rehearsal) -> None:
    line = ("account", "add", "wrong")
    refused = await asyncio.to_thread(stack.run, stack.environment, line, "not-a-good-token\n")
    assert refused.returncode == 1
    assert "token" in refused.stderr
    assert "not-a-good-token" not in refused.stdout + refused.stderr
    assert "wrong" not in await asyncio.to_thread(stack.command, "list")


async def test_what_is_written_already_is_imported_and_the_account_carried_out_and_in(
    stack: Rehearsal, tmp_path: Path
) -> None:
    (tmp_path / "bees.md").write_text("---\ntags: [Bees]\ntime: 2031-01-31 09:00\n---\n# On bees\n\nThey hum.\n")
    (tmp_path / "topics.csv").write_text("topic,time\nWasps,2031-02-01 09:00\n,\nAnts,yesterday\n")
    await asyncio.to_thread(stack.command, "account", "add", "carries")
    bees, topics, out = (str(tmp_path / name) for name in ("bees.md", "topics.csv", "out.zip"))
    assert "It begins at its review." in await asyncio.to_thread(stack.command, "import", bees, "--account", "carries")
    assert "is here already" in await asyncio.to_thread(stack.command, "import", bees, "--account", "carries")
    preview = await asyncio.to_thread(stack.command, "import", topics, "--account", "carries", "--preview")
    assert "✗ line 4: " in preview
    refused = await asyncio.to_thread(stack.run, stack.environment, ("import", topics, "--account", "carries"), "")
    assert (refused.returncode, "Nothing was imported" in refused.stderr) == (1, True)
    assert "1 articles of carries" in await asyncio.to_thread(stack.command, "export", out, "--account", "carries")
    assert "1 articles came in for carried" in await asyncio.to_thread(
        stack.command, "import", out, "--account", "carried"
    )
    assert "has no token" in await asyncio.to_thread(stack.command, "account", "check", "--account", "carried")


async def test_a_past_time_and_an_unknown_account_are_refused_in_words(stack: Rehearsal) -> None:
    line = ("add", "Old news", "--account", "demo", "--at", "2001-01-01 09:00")
    late = await asyncio.to_thread(stack.run, stack.environment, line, "")
    assert (late.returncode, "already passed" in late.stderr) == (1, True)
    nobody = await asyncio.to_thread(stack.run, stack.environment, ("pair", "nobody"), "")
    assert (nobody.returncode, "There is no account called 'nobody'" in nobody.stderr) == (1, True)


async def test_the_doctor_tries_every_key_live_and_shows_none(stack: Rehearsal, is_stock: bool) -> None:
    environment = environment_of(stack.home, {**as_own_services(stack, 8400), **(STOCK if is_stock else {})})
    told = await asyncio.to_thread(as_a_person_does, environment, ("doctor", "--live"))
    assert told.returncode == 0, told.stdout + told.stderr
    for tried in (
        "live: bot",
        "live: schema",
        "live: review",
        "live: image",
        "live: edit",
        "live: voice",
        "live: medium",
    ):
        assert tried in told.stdout
    assert "not tried" not in told.stdout
    assert "simulated-medium-token" not in told.stdout
    wrong = environment | {"MODEL_API_KEY": "sk-wrong", "MEDIUM_INTEGRATION_TOKEN": "wrong-token"}
    told = await asyncio.to_thread(as_a_person_does, wrong, ("doctor", "--live"))
    assert told.returncode == 1
    assert "MODEL_API_KEY" in told.stdout
    assert "MEDIUM_INTEGRATION_TOKEN" in told.stdout


async def test_each_role_runs_alone_on_parts_that_the_settings_name(
    stack: Rehearsal, cast: Cast, tmp_path: Path
) -> None:
    """A second home on the same database, object store and Prefect: what a machine of a cluster runs."""
    home = tmp_path / "second home"
    port = 18473
    environment = environment_of(home, as_own_services(stack, port))
    for role in ("bot", "worker", "console"):
        line = (sys.executable, "-m", "deployments.cli", "run", role)
        running = await asyncio.create_subprocess_exec(*line, env=environment)
        there = _shows(port, stack, cast.account.label) if role == "console" else beats(home, role)
        try:
            await while_it_runs(running, there)
        finally:
            if running.returncode is None:
                running.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(running.wait(), LEAVES_WITHIN_SECONDS) == 0, role


async def while_it_runs(running: asyncio.subprocess.Process, there: Coroutine[Any, Any, None]) -> None:
    """A process that ended never comes to what is waited for."""
    waiting, ended = asyncio.create_task(there), asyncio.create_task(running.wait())
    await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
    came = waiting.done()
    for each in (waiting, ended):
        each.cancel()
    assert came, f"it ended with {running.returncode}"
    await waiting


async def beats(home: Path, role: str) -> None:
    while not (home / "run" / "heartbeats" / role).exists():
        await asyncio.sleep(0.1)


async def _shows(port: int, stack: Rehearsal, label: str) -> None:
    """Somebody comes in by a link of the first home, since both are one desk."""
    link = await asyncio.to_thread(stack.command, "login-link")
    root = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(trust_env=False, base_url=root, headers={"Origin": root}, timeout=30) as http:
        while not await _is_there(http):
            await asyncio.sleep(0.1)
        chosen = {"name": "Ada", "password": "bees on a city roof"}
        assert (await http.post(urlsplit(link.strip()).path, data=chosen)).status_code == 303
        assert label in (await http.get("/accounts")).raise_for_status().text


async def _is_there(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/login")).is_success
    except httpx.TransportError:  # it begins to listen before it has the time to answer
        return False


async def test_two_homes_on_one_database_need_one_secret_key(stack: Rehearsal, tmp_path: Path) -> None:
    environment = environment_of(
        tmp_path / "other", {**as_own_services(stack, 18474), "COPYDESK_SECRET_KEY": "another"}
    )
    refused = await asyncio.to_thread(as_a_person_does, environment, ("provision",))
    assert refused.returncode == 1
    assert "COPYDESK_SECRET_KEY" in refused.stderr
    assert os.environ.get("COPYDESK_SECRET_KEY") is None
