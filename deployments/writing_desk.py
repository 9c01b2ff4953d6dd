"""Owns what the writer's commands do, on the services of a running home."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from rich.table import Table

from integrations.addresses import running_address
from integrations.api_tokens import end_token_named, make_token, person_for
from integrations.logins import fresh_link
from integrations.queueing import Wanted, queue, start_if_due, time_for
from integrations.services import Services, open_services
from integrations.settings import Settings
from integrations.sourcing import keep, read_links, told_of
from integrations.telegram.pairing import invite
from models.domain.errors import Refused
from models.domain.schedule import in_zone
from models.domain.sources import Given
from models.store import accounts, articles, one_article, texts

Found = TypeVar("Found")


def at_desk(settings: Settings, act: Callable[[Services], Awaitable[Found]]) -> Found:
    async def acting() -> Found:
        async with open_services(settings, running_address(settings)) as desk:
            return await act(desk)

    return asyncio.run(acting())


async def login_link(desk: Services, name: str) -> str:
    async with desk.database.session() as session:
        path = await fresh_link(session, name or None, desk.clock())
    return f"{desk.settings.console_public_url or desk.address.console_url}{path}"


async def api_token(desk: Services, name: str, login_name: str) -> str:
    async with desk.database.session() as session:
        person = await person_for(session, login_name)
        return await make_token(session, person.id, name, desk.clock())


async def end_api_token(desk: Services, name: str, login_name: str) -> str:
    async with desk.database.session() as session:
        person = await person_for(session, login_name)
        token = await end_token_named(session, person.id, name, desk.clock())
    return f"The token “{token.name}” of {person.name} has ended."


async def pair(desk: Services, label: str) -> str:
    """The code, and the link that brings it to the bot."""
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
    invited = await invite(desk, account.id)
    link = f"\nor open {invited.link}" if invited.link else ""
    return f"Send this to @{invited.username} on Telegram within an hour:\n  {invited.command}{link}"


async def add(desk: Services, topic: str, label: str, at: str, brief: str, given: Sequence[Given] = ()) -> str:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        typed = await time_for(session, account, at, desk.clock())
        wanted = Wanted(topic, brief, given=given)
        article, kept = await queue(session, account, wanted, typed.at, desk.clock())
    told = [told_of(source) for source in await read_links(desk, kept)]
    await start_if_due(desk, article, account)
    queued = f"Article {article.id} is queued for {in_zone(article.publish_at, account.zone)}. {typed.said}".rstrip()
    return "\n".join([queued, *told])


async def add_sources(desk: Services, article_id: int, given: Sequence[Given]) -> str:
    """Read at once, so that whoever types the command is told what can be used."""
    if not given:
        raise Refused("Which source? Name it with --source (a link) or --note (what it says in your own words).")
    kept = [source for each in given for source in await keep(desk, article_id, each)]
    return "\n".join(told_of(source) for source in await read_links(desk, kept))


async def listing(desk: Services, label: str | None) -> Table:
    table = Table("", "account", "topic", "stage", "time", title="Articles")
    async with desk.database.session() as session:
        known = {account.id: account for account in await accounts.accounts(session)}
        wanted = (await accounts.account_named(session, label)).id if label else None
        for each in await articles.articles(session, wanted):
            account = known[each.account_id]
            table.add_row(str(each.id), account.label, each.topic, each.stage, in_zone(each.publish_at, account.zone))
    return table


async def story(desk: Services, article_id: int) -> str:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id)
        zone = (await accounts.account(session, article.account_id)).zone
        text = await texts.current(session, article)
        gate = await one_article.at_the_gate(session, article_id)
        events = await articles.story(session, article_id)
    lines = [f"{article.id}. {article.topic}", f"   {article.stage.sentence}. {article.reason}".rstrip()]
    lines += [f"   goes out {in_zone(article.publish_at, zone)}", f"   tags {', '.join(article.tags) or 'none yet'}"]
    lines += [f"   {article.medium_url}"] if article.medium_url else []
    lines += [f"   revision {text.revision.number}: {text.revision.title}"] if text else []
    lines += [
        f"   question {each.id} ({each.subject or each.kind}, hash {each.subject_hash[:12]})" for each, *_ in gate
    ]
    return "\n".join([*lines, "", *(f"   {in_zone(event.at, zone)}  {event.text}" for event in events)])
