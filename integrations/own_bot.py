"""Owns the giving of a bot of its own to an account: the token is tried, encrypted, and never shown again."""

from pydantic import SecretStr

from integrations.services import Services
from models.domain.errors import Refused
from models.store import accounts


async def give_bot(desk: Services, account_id: int, token: SecretStr) -> str:
    """Chats have to be paired anew, with this one."""
    clean = SecretStr("".join(token.get_secret_value().split()))
    bot_id, username = await _whose(desk, clean)
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        account.bot_token, account.bot_id = desk.vault.seal(clean), bot_id
    return f"{account.label} speaks through @{username} from now on. Next: pair its chats with that bot."


async def take_bot(desk: Services, account_id: int) -> str:
    """Back to the bot of all accounts."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        account.bot_token, account.bot_id = None, None
    return f"{account.label} speaks through the bot of all accounts again. Next: pair its chats with that one."


async def _whose(desk: Services, token: SecretStr) -> tuple[int, str]:
    found = await desk.bots.try_out(token)
    if found.id == desk.bot_id:
        raise Refused(f"@{found.username} is the bot of all accounts; it needs no token of its own.")
    return found.id, str(found.username)
