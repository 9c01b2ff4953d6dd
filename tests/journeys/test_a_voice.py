"""A voice from the writer's own stories: learned on the shell, decided on the phone, heard in the next draft."""

import asyncio
import io
import re
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from deployments.rehearsal import Rehearsal
from models.domain.errors import CopydeskError
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(150)
_DAYS = "".join(f"<p>We kept {n} bees. It was cold. Nobody came by.</p>" for n in range(40))
STORY = f"<h1>The long winter</h1>{_DAYS}"


async def _published_by_hand(cast: Cast) -> None:
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        story = {"username": cast.account.medium_username, "title": "The long winter", "content": STORY}
        (await http.post("/_sim/medium/by_hand", json=story)).raise_for_status()


async def _told_to_the_model(cast: Cast, topic: str) -> list[str]:
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        log = (await http.get("/_sim/log", params={"service": "model"})).raise_for_status().json()
    return [call["body"] for call in log if topic in call["body"]]


async def test_a_voice_is_learned_from_the_feed_decided_rule_by_rule_and_heard_in_the_next_draft(
    stack: Rehearsal, cast: Cast
) -> None:
    label = cast.account.label
    await _published_by_hand(cast)
    for _ in range(2):
        said = await asyncio.to_thread(stack.command, "voice", "learn", label)
    assert "Nothing new was found" in said
    first = await cast.writer.card("Make it a rule")
    rule = first.words.split("\n\n")[1]
    assert "“The long winter”" in first.words
    await cast.writer.tap(first, "Make it a rule", times=3)
    second = await cast.writer.card("Make it a rule")
    refused = second.words.split("\n\n")[1]
    await cast.writer.tap(second, "No")
    await cast.writer.card("Make it a rule")
    shown = await asyncio.to_thread(stack.command, "voice", "show", label)
    assert f"- {rule}" in shown
    assert refused not in shown
    await cast.start("Slow ferries in autumn", images=0)
    await cast.writer.card("Approve", "Revision 1")
    drafts = await _told_to_the_model(cast, "Slow ferries in autumn")
    assert all(rule in body for body in drafts)
    assert not any(refused in body for body in drafts)
    assert "0 rules are in force" in await asyncio.to_thread(stack.command, "voice", "undo", label)
    assert "accepted:" in await asyncio.to_thread(stack.command, "voice", "history", label)


async def test_an_archive_teaches_and_one_that_means_harm_does_not(
    stack: Rehearsal, cast: Cast, tmp_path: Path
) -> None:
    good, bad = tmp_path / "export.zip", tmp_path / "bad.zip"
    for path, name in ((good, "posts/2025-01-01_Winter-1.html"), (bad, "../posts/evil.html")):
        packed = io.BytesIO()
        with ZipFile(packed, "w") as archive:
            archive.writestr(name, f"<html><head><title>The long winter</title></head><body>{STORY}</body></html>")
        path.write_bytes(packed.getvalue())
    said = await asyncio.to_thread(stack.command, "voice", "learn", cast.account.label, "--archive", str(good))
    assert re.search(r"[1-9]\d* rules were proposed", said)
    number = re.search(r"^(\d+)\. \[proposed\]", said, re.MULTILINE)
    assert number is not None
    assert "is accepted" in await asyncio.to_thread(stack.command, "voice", "accept", number[1])
    assert "was decided before" in await asyncio.to_thread(stack.command, "voice", "refuse", number[1])
    with pytest.raises(CopydeskError, match="leads out of it"):
        await asyncio.to_thread(stack.command, "voice", "learn", cast.account.label, "--archive", str(bad))
