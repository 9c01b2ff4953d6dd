"""Owns what `copydesk import` says of stories that are on Medium: their list, and what was learned from some."""

import asyncio
from collections.abc import Sequence

from integrations.carrying.stories import OnMedium
from integrations.services import Services
from integrations.telegram.voicing import offer
from integrations.voice_learning import learn
from models.domain.errors import Refused
from models.domain.picking import read_picks
from models.domain.voice import Story
from models.store import accounts
from models.tables import Account

# ruff: noqa: PLC0415 - trafilatura takes 25 MB, which no other command needs


def listed(stories: Sequence[OnMedium]) -> str:
    if not stories:
        raise Refused("There is no story in it.")
    lines = [
        f"{number:4}. {each.day or 'draft':10}  {each.title or 'Without a title'}"
        for number, each in enumerate(stories, 1)
    ]
    return "\n".join(
        [*lines, "", "Pick by number: --pick 1,3-5, or --pick all. With --for-voice they are read for the voice."]
    )


async def learn_from(desk: Services, stories: Sequence[OnMedium], picks: str, account: Account) -> str:
    from integrations.reading.readable import text_of

    picked = [stories[number - 1] for number in read_picks(picks, len(stories))]
    texts = [Story(title=each.title, text=await asyncio.to_thread(text_of, each.html)) for each in picked]
    fresh = await learn(desk, account.id, texts)
    await offer(desk, account.id)
    return (
        f"{fresh} rules were proposed from {len(texts)} stories. None is in force: copydesk voice rules {account.label}"
    )


async def account_of(desk: Services, label: str | None) -> Account:
    async with desk.database.session() as session:
        known = await accounts.accounts(session)
    if label is None and len(known) != 1:
        raise Refused("For which account? Name it with --account.")
    return accounts.called(known, label or known[0].label)
