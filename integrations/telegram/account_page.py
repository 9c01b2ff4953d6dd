"""Owns `/settings`: how the accounts of a chat are set, and the change of one setting in words."""

from html import escape

import telegram

from integrations import account_settings
from integrations.services import Services
from integrations.telegram.overview import fitting
from models.domain.errors import Refused
from models.store import accounts
from models.tables import Account


async def settings(desk: Services, message: telegram.Message, words: str) -> str:
    """Without words the settings; `zone Europe/Berlin` sets one; with several accounts the label comes first."""
    if message.from_user is None:
        raise Refused("I only tell people about settings.")
    async with desk.database.session() as session:
        mine = await accounts.decided_by(session, message.chat.id, message.from_user.id, desk.own_bot)
        if not mine:
            raise Refused("There is no account here for which you may do that.")
        if not words:
            return fitting([_page(account) for account in mine])
        account, rest = _meant(list(mine), words)
        name, _, value = rest.partition(" ")
        owns = await accounts.is_owner_on_telegram(session, message.from_user.id, account.id)
        said = account_settings.put(account, name, value, owns=owns)
        session.add(account)
    return escape(said)


def _meant(mine: list[Account], words: str) -> tuple[Account, str]:
    named = [each for each in mine if words.lower().startswith(f"{each.label.lower()} ")]
    if named:
        account = max(named, key=lambda each: len(each.label))
        return account, words[len(account.label) :].strip()
    if len(mine) > 1:
        labels = ", ".join(each.label for each in mine)
        raise Refused(
            f"For which account? Write its label first: /settings {mine[0].label} {words}. There is: {labels}."
        )
    return mine[0], words


def _page(account: Account) -> str:
    lines = [f"{each.name}: <b>{escape(each.shown(account))}</b>" for each in account_settings.SETTINGS]
    example = account_settings.SETTINGS[0]
    return "\n".join(
        [f"<b>{escape(account.label)}</b>", *lines, f"\nTo change one: /settings {example.name} {example.example}\n"]
    )
