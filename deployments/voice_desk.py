"""Owns what the voice commands do: stories in, rules out, and what goes into the prompt, on a running home."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from integrations import voice_desk
from integrations.markdown_files import stories_in_files
from integrations.medium.archive import exported_stories
from integrations.services import Services
from integrations.telegram.voicing import offer, show_ruled
from integrations.voice_learning import learn as learn_from
from integrations.voice_learning import stories_in_feed
from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.domain.voice import RuleState, Story
from models.store import accounts, voices

# ruff: noqa: PLC0415 - trafilatura takes 25 MB, which no other command needs


def stories_in_archive(path: Path) -> list[Story]:
    from integrations.reading.readable import text_of

    return [Story(title=each.title, text=text_of(each.html)) for each in exported_stories(path)]


async def learn(desk: Services, label: str, archive: Path | None, markdown: Sequence[Path]) -> str:
    """From the files that are named, else from the account's feed."""
    stories = stories_in_files(markdown)
    if archive is not None:
        stories += await asyncio.to_thread(stories_in_archive, archive)
    if archive is None and not markdown:
        async with desk.database.session() as session:
            stories = await stories_in_feed(desk, await accounts.account_named(session, label))
    if not stories:
        raise Refused("There is no story to learn from. Name an archive or Markdown files.")
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
    fresh = await learn_from(desk, account.id, stories)
    await offer(desk, account.id)
    if not fresh:
        return "Nothing new was found in these stories. copydesk voice rules lists what is known."
    said = f"{fresh} rules were proposed. None is in force: accept or refuse each, on Telegram or here:"
    return f"{said}\n{await rules(desk, label)}"


async def rules(desk: Services, label: str) -> str:
    """Every rule with its number, the sentence that it stands on, and what became of it."""
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        in_force = {each.id for each in await voices.in_force(session, account.id)}
        known = await voices.rules(session, account.id)
    lines = []
    for each in known:
        state = "in force" if each.id in in_force else "dropped" if each.state is RuleState.ACCEPTED else each.state
        home = f"“{each.story}”" if each.story else "your feedback"
        lines.append(f"{each.id}. [{state}] {each.text}\n     {home}: {each.sentence}")
    return "\n".join(lines) or f"No rule was proposed for {account.label} yet."


async def decide(desk: Services, rule_id: int, state: RuleState) -> str:
    ruled = await voice_desk.decide(desk, rule_id, state)
    await show_ruled(desk, ruled)
    said = f"Rule {rule_id} is {ruled.rule.state}: {ruled.rule.text}"
    return said if ruled.counts else f"It was decided before. {said}"


async def drop(desk: Services, rule_id: int) -> str:
    return f"Rule {rule_id} is no longer in force: {(await voice_desk.drop(desk, rule_id)).text}"


async def undo(desk: Services, label: str) -> str:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
    made = await voice_desk.undo(desk, account.id)
    return f"{made.why}. {len(made.rule_ids)} rules are in force (version {made.number})."


async def show(desk: Services, label: str) -> str:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        told = await voices.prompt_of(session, account)
    return f"This goes into the prompt as the voice of {account.label}:\n\n{told or '(nothing)'}"


async def history(desk: Services, label: str) -> Table:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        made = await voices.versions(session, account.id)
    table = Table("version", "since", "rules", "why", title=f"The voice of {account.label}")
    for each in made:
        table.add_row(str(each.number), in_zone(each.made_at, account.zone), str(len(each.rule_ids)), each.why)
    return table
