"""Owns what the account commands do and say on a running home. A token comes typed, never as an argument."""

from pydantic import SecretStr
from rich.table import Table

from integrations import account_settings, connecting
from integrations.connecting import NOT_TYPED, Known, Typed
from integrations.publications import refresh
from integrations.services import Services
from models.domain.connection import Connection
from models.domain.publication import PublishStatus
from models.domain.schedule import in_zone
from models.store import accounts, connections
from models.tables import Account, AccountConnection
from tasks.connections import check, tell

_NOT_ASKED = "has a token of which Medium was not asked yet"
_NO_TOKEN = "has no token: its articles are handed to you"  # noqa: S105 - words about one


async def add(desk: Services, label: str, token: SecretStr | None, zone: str, typed: Typed = NOT_TYPED) -> str:
    label = " ".join(label.split())
    known = await connecting.connect(desk, label, token, zone, typed)
    said = (
        await _introduced(desk, label, known)
        if known
        else "It has no token, so its articles are handed to you to paste."
    )
    return f"Account {label!r} was added. {said} Next: copydesk pair {label}"


async def give_token(desk: Services, label: str, token: SecretStr, typed: Typed, *, other: bool) -> str:
    known = await connecting.give_token(desk, label, token, typed, other=other)
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        kept = await connections.connection_of(session, account.id)
    if kept is not None:
        await tell(desk, account, kept)
    return f"{account.label} has the new token. {await _introduced(desk, label, known)}"


async def _introduced(desk: Services, label: str, known: Known) -> str:
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        others = await connecting.same_profile(session, account)
    lines = [f"It posts as @{known.username or known.user_id}."]
    if not known.is_confirmed:
        lines.append("Medium did not say so itself: try it with `copydesk account test-draft`.")
    if known.publications:
        names = ", ".join(f"{each.name or each.id} ({each.id})" for each in known.publications)
        lines.append(f"It is connected with: {names}; being listed does not mean that it may post there.")
    if others:
        lines.append(f"{', '.join(others)} posts as the same profile: they share its ten posts a day.")
    return " ".join(lines)


async def listing(desk: Services) -> Table:
    table = Table("account", "posts as", "how it is", "asked", title="Accounts")
    async with desk.database.session() as session:
        known = await connections.connections(session)
        for each in await accounts.accounts(session):
            kept = known.get(each.id)
            asked = in_zone(kept.checked_at, each.zone) if kept else ""
            table.add_row(each.label, each.medium_username or each.medium_user_id or "", _how(each, kept), asked)
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
        lines.append(f"{each.label} {_how(each, kept)}.{_more(kept)}")
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
    posted = await connecting.send_test_draft(desk, label, publication_id)
    if posted.status not in (None, PublishStatus.DRAFT):
        return f"Medium made it {posted.status}, and not a draft: look at {posted.url} and take it away there."
    return (
        f"A test draft is on Medium, which only you see: {posted.url} You may delete it. It counts as a post of today."
    )


async def rename(desk: Services, label: str, new: str) -> str:
    return f"{label} is called {await connecting.rename(desk, label, new)} from now on."


async def disconnect(desk: Services, label: str) -> str:
    gone = await connecting.disconnect(desk, label)
    lines = [
        f"{label} is disconnected, and its token is deleted here. On Medium it lives on until you revoke it there."
    ]
    if gone.held:
        lines.append(f"{len(gone.held)} articles are kept, and on hold: {_listed(gone.held)}")
    if gone.going_out:
        lines.append(f"On its way to Medium already, and not held: {_listed(gone.going_out)}")
    return "\n".join([*lines, f"copydesk account token {label} connects it again; /resume lets an article go on."])


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


def _how(account: Account, kept: AccountConnection | None) -> str:
    if kept is not None and (account.medium_token is not None or kept.state is Connection.DISCONNECTED):
        return kept.state.sentence
    return _NO_TOKEN if account.medium_token is None else _NOT_ASKED


def _more(kept: AccountConnection | None) -> str:
    return f" {' '.join(filter(None, [kept.state.remedy, kept.detail]))}".rstrip() if kept else ""


def _listed(topics: tuple[str, ...]) -> str:
    more = f", and {len(topics) - 5} more" if len(topics) > 5 else ""  # noqa: PLR2004 - a line of them
    return ", ".join(f"“{topic}”" for topic in topics[:5]) + more
