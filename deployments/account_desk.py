"""Owns what the account commands do and say on a running home. A token comes typed, never as an argument."""

from pydantic import SecretStr
from rich.table import Table

from integrations import account_settings, connecting
from integrations.connecting import NOT_TYPED, Typed
from integrations.connection_checks import check, tell
from integrations.connection_words import disconnected, how, introduced, tested
from integrations.publications import refresh
from integrations.services import Services
from models.domain.schedule import in_zone
from models.store import accounts, connections
from models.tables import AccountConnection


async def add(desk: Services, label: str, token: SecretStr | None, zone: str, typed: Typed = NOT_TYPED) -> str:
    account, known = await connecting.connect(desk, label, token, zone, typed)
    said = await introduced(desk, account.id, known)
    return f"Account {account.label!r} was added. {said} Next: copydesk pair {account.label}"


async def give_token(desk: Services, label: str, token: SecretStr, typed: Typed, *, other: bool) -> str:
    account_id = await _called(desk, label)
    known = await connecting.give_token(desk, account_id, token, typed, other=other)
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
        kept = await connections.connection_of(session, account_id)
    if kept is not None:
        await tell(desk, account, kept)
    return f"{account.label} has the new token. {await introduced(desk, account_id, known)}"


async def _called(desk: Services, label: str) -> int:
    async with desk.database.session() as session:
        return (await accounts.account_named(session, label)).id


async def listing(desk: Services) -> Table:
    table = Table("account", "posts as", "how it is", "asked", title="Accounts")
    async with desk.database.session() as session:
        known = await connections.connections(session)
        for each in await accounts.accounts(session):
            kept = known.get(each.id)
            asked = in_zone(kept.checked_at, each.zone) if kept else ""
            table.add_row(each.label, each.medium_username or each.medium_user_id or "", how(each, kept), asked)
    return table


async def check_now(desk: Services, label: str | None) -> str:
    async with desk.database.session() as session:
        wanted = [await accounts.account_named(session, label)] if label else list(await accounts.accounts(session))
    lines = []
    for each in wanted:
        if each.medium_token is not None:
            await check(desk, each.id)
        async with desk.database.session() as session:
            kept = await connections.connection_of(session, each.id)
        lines.append(f"{each.label} {how(each, kept)}.{_more(kept)}")
    return "\n".join(lines) or "There is no account yet: copydesk account add"


async def publications(desk: Services, label: str) -> Table:
    """They are kept with the account, so that one can be chosen by its name."""
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
    table = Table("publication", "id", "your role", title=f"Publications of {label}")
    for each in await refresh(desk, account.id):
        table.add_row(each.name, each.medium_id, each.role or "none that Medium tells")
    return table


async def send_test_draft(desk: Services, label: str, publication_id: str | None) -> str:
    return tested(await connecting.send_test_draft(desk, await _called(desk, label), publication_id))


async def rename(desk: Services, label: str, new: str) -> str:
    return f"{label} is called {await connecting.rename(desk, await _called(desk, label), new)} from now on."


async def disconnect(desk: Services, label: str) -> str:
    gone = await connecting.disconnect(desk, await _called(desk, label))
    return f"{disconnected(label, gone)}\ncopydesk account token {label} connects it again."


async def put(desk: Services, label: str, name: str, words: str) -> str:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        return account_settings.put(account, name, words)


async def page(desk: Services, label: str) -> Table:
    """Every setting with its value, and how it is changed."""
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
    table = Table("setting", "is", "says", "for example", title=account.label)
    for each in account_settings.SETTINGS:
        table.add_row(each.name, each.shown(account), each.says, each.example)
    return table


def _more(kept: AccountConnection | None) -> str:
    return f" {' '.join(filter(None, [kept.state.remedy, kept.detail]))}".rstrip() if kept else ""
