"""The voice commands on the services of a home: stories in, rules out, and what the prompt holds."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from deployments import voice_desk, writing_desk
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.sources import read_given
from models.domain.voice import RuleState
from tests.builders import an_account
from tests.conftest import Outside

DAYS = "".join(f"<p>We kept {n} bees. It was cold. Nobody came by.</p>" for n in range(40))
STORY = f"<h1>The long winter</h1>{DAYS}"


@pytest.fixture
async def home(desk: Services, outside: Outside) -> Services:
    await an_account(desk)
    return desk


async def test_the_feed_is_learned_from_where_nothing_else_is_named(home: Services, outside: Outside) -> None:
    await outside.post("medium/by_hand", username="demo", title="The long winter", content=STORY)
    said = await voice_desk.learn(home, "demo", None, [])
    assert "rules were proposed. None is in force" in said
    assert "“The long winter”: We kept 0 bees." in said
    [call] = await outside.calls("model", "chat")
    assert "<p>" not in call["body"].split("stories>")[1]
    assert "Nothing new was found" in await voice_desk.learn(home, "demo", None, [])
    assert len(await outside.calls("model", "chat")) == 1


async def test_an_archive_and_markdown_files_are_learned_from_together(
    home: Services, outside: Outside, tmp_path: Path
) -> None:
    archive, notes = tmp_path / "export.zip", tmp_path / "bees.md"
    with ZipFile(archive, "w") as packed:
        packed.writestr("posts/2025-01-01_Winter-1.html", f"<html><title>Winter</title><body>{STORY}</body></html>")
    notes.write_text("# Bees\n\n" + "We count them twice a year, in spring and in autumn. " * 30)
    await voice_desk.learn(home, "demo", archive, [notes])
    [call] = await outside.calls("model", "chat")
    assert "[1] Bees" in call["body"]
    assert "[2] Winter" in call["body"]


async def test_the_rules_are_listed_decided_dropped_undone_and_shown(home: Services, outside: Outside) -> None:
    await outside.post("medium/by_hand", username="demo", title="The long winter", content=STORY)
    await voice_desk.learn(home, "demo", None, [])
    assert (await voice_desk.show(home, "demo")).endswith("(nothing)")
    assert "Rule 1 is accepted" in await voice_desk.decide(home, 1, RuleState.ACCEPTED)
    assert "It was decided before." in await voice_desk.decide(home, 1, RuleState.REFUSED)
    assert "Rule 2 is refused" in await voice_desk.decide(home, 2, RuleState.REFUSED)
    listed = await voice_desk.rules(home, "demo")
    assert "1. [in force]" in listed
    assert "2. [refused]" in listed
    assert "- Keep sentences short. For example: “" in await voice_desk.show(home, "demo")
    await voice_desk.drop(home, 1)
    assert "1. [dropped]" in await voice_desk.rules(home, "demo")
    assert "1 rules are in force (version 3)" in await voice_desk.undo(home, "demo")
    assert len((await voice_desk.history(home, "demo")).rows) == 3


async def test_an_account_without_a_known_name_on_medium_is_told_what_to_name(home: Services) -> None:
    account = await an_account(home, "pastes", token=None)
    async with home.database.session() as session:
        (await session.merge(account)).medium_username = None
    with pytest.raises(Refused, match="give stories with --archive or --markdown"):
        await voice_desk.learn(home, "pastes", None, [])


async def test_a_topic_is_queued_with_what_it_rests_on_and_told_what_can_be_read(
    home: Services, outside: Outside
) -> None:
    given = [read_given(words) for words in (f"{outside.root}/web/letters", f"{outside.root}/web/gone", "A note.")]
    said = await writing_desk.add(home, "Letters", "demo", "2027-01-31 09:00", "", given)
    assert "Source 1: “What a year of letters taught us”." in said
    assert "Source 2 could not be read." in said
    assert said.endswith("Source 3 is your note.")
    with pytest.raises(Refused, match="Name it with --source"):
        await writing_desk.add_sources(home, 1, [])
