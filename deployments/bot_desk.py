"""Owns the giving of a bot of its own to an account: the token is tried, encrypted, and never shown again."""

from pydantic import SecretStr

from integrations.services import Services
from models.domain.errors import Refused
from models.store import accounts


async def set_bot(desk: Services, label: str, token: SecretStr | None) -> str:
    """Without a token the account goes back to the bot of all accounts. Chats have to be paired anew."""
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        if token is None:
            account.bot_token, account.bot_id = None, None
            return f"{account.label} speaks through the bot of all accounts again. Next: copydesk pair {account.label}"
    clean = SecretStr("".join(token.get_secret_value().split()))
    bot_id, username = await _whose(desk, clean)
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        account.bot_token, account.bot_id = desk.vault.seal(clean), bot_id
    return f"{account.label} speaks through @{username} from now on. Next: copydesk pair {account.label}"


async def _whose(desk: Services, token: SecretStr) -> tuple[int, str]:
    found = await desk.bots.try_out(token)
    if found.id == desk.bot_id:
        raise Refused(f"@{found.username} is the bot of all accounts; it needs no token of its own.")
    return found.id, str(found.username)
