"""Owns what the command about an account's own bot does and says."""

from pydantic import SecretStr

from integrations.own_bot import give_bot, take_bot
from integrations.services import Services
from models.store import accounts


async def set_bot(desk: Services, label: str, token: SecretStr | None) -> str:
    """Without a token the account goes back to the bot of all accounts."""
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
    said = await (take_bot(desk, account.id) if token is None else give_bot(desk, account.id, token))
    return f"{said} copydesk pair {account.label}"
