"""Owns how it is told how an account is connected with Medium, and what came of connecting it."""

from typing import Final

from integrations.connecting import Disconnected, Known, same_profile
from integrations.medium.results import Posted
from integrations.services import Services
from models.domain.connection import Connection
from models.domain.publication import PublishStatus
from models.store import accounts
from models.tables import Account, AccountConnection

_NOT_ASKED: Final = "has a token that was not checked with Medium yet"
_NO_TOKEN: Final = "has no token: its articles are handed to you"  # noqa: S105 - words about one
_LISTED: Final = 5


def how(account: Account, kept: AccountConnection | None) -> str:
    """It goes on after the account's name."""
    if kept is not None and (account.medium_token is not None or kept.state is Connection.DISCONNECTED):
        return kept.state.sentence
    return _NO_TOKEN if account.medium_token is None else _NOT_ASKED


async def introduced(desk: Services, account_id: int, known: Known | None) -> str:
    """Whose profile it posts as, where, and who else does; none where there is no token."""
    if known is None:
        return "It has no token, so its articles are handed to you to paste."
    async with desk.database.session() as session:
        others = await same_profile(session, await accounts.account(session, account_id))
    lines = [f"It posts as @{known.username or known.user_id}."]
    if not known.is_confirmed:
        lines.append("Medium did not say so itself: send a test draft to try it.")
    if known.publications:
        names = ", ".join(f"{each.name or each.id} ({each.id})" for each in known.publications)
        lines.append(f"It is connected with: {names}; being listed does not mean that it may post there.")
    if others:
        lines.append(f"{', '.join(others)} posts as the same profile: they share its ten posts a day.")
    return " ".join(lines)


def tested(posted: Posted) -> str:
    if posted.status not in (None, PublishStatus.DRAFT):
        return f"Medium made it {posted.status}, and not a draft: look at {posted.url} and take it away there."
    return (
        f"A test draft is on Medium, which only you see: {posted.url} You may delete it. It counts as a post of today."
    )


def disconnected(label: str, gone: Disconnected) -> str:
    lines = [
        f"{label} is disconnected, and its token is deleted here. On Medium it lives on until you revoke it there."
    ]
    if gone.held:
        lines.append(f"{len(gone.held)} articles are kept, and on hold: {_listed(gone.held)}. They can be resumed.")
    if gone.going_out:
        lines.append(f"On its way to Medium already, and not held: {_listed(gone.going_out)}.")
    return "\n".join(lines)


def _listed(topics: tuple[str, ...]) -> str:
    more = f", and {len(topics) - _LISTED} more" if len(topics) > _LISTED else ""
    return ", ".join(f"“{topic}”" for topic in topics[:_LISTED]) + more
