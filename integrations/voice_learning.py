"""Owns what a voice is learned from, once for the same stories: the rules they show are proposed, and never more."""

import asyncio
import hashlib
from collections.abc import Sequence

from integrations.affording import Payer
from integrations.bookkeeping import booked
from integrations.medium.feed import read_feed
from integrations.services import Services
from integrations.telegram.voicing import offer
from models.domain.draft import Traits
from models.domain.effects import EffectKind
from models.domain.errors import Refused
from models.domain.voice import FEWEST_WORDS, RuleOrigin, Story, borne_out, fit_to_learn_from
from models.store import accounts, voices
from models.tables import Account, Json

# ruff: noqa: PLC0415 - trafilatura takes 25 MB, which little else needs


async def learn_from_feed(desk: Services, account_id: int) -> int:
    """How many rules are new; the first of them is shown in the account's chats."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
    stories = await stories_in_feed(desk, account)
    if not stories:
        raise Refused(f"Medium's feed shows no story of @{account.medium_username}.")
    fresh = await learn(desk, account_id, stories)
    await offer(desk, account_id)
    return fresh


async def stories_in_feed(desk: Services, account: Account) -> list[Story]:
    """The latest ten that Medium shows of this account."""
    from integrations.reading.readable import text_of

    if account.medium_username is None:
        raise Refused(
            f"The Medium name of {account.label} is not known here, so its feed cannot be read. Set its profile, or "
            "give stories with --archive or --markdown on the command line."
        )
    items = await read_feed(desk.http, desk.address.medium_feed_url, account.medium_username)
    return [Story(title=item.title, text=await asyncio.to_thread(text_of, item.html)) for item in items]


async def learn(desk: Services, account_id: int, stories: Sequence[Story]) -> int:
    """Propose what the stories show; the same stories are paid for once. Gives how many rules are new."""
    chosen = fit_to_learn_from(stories)
    if not chosen:
        raise Refused(f"None of these {len(stories)} texts is long enough to learn from ({FEWEST_WORDS} words).")
    async with desk.database.session() as session:
        language = (await accounts.account(session, account_id)).language
    read = "\0".join(story.text for story in chosen)
    key = f"account:{account_id}:voice:{hashlib.sha256(read.encode()).hexdigest()[:16]}"

    async def act() -> Json:
        answered = await booked(
            desk, key, Payer(account_id), "voice", lambda: desk.writer.describe_voice(chosen, language)
        )
        return answered.model_dump(mode="json")

    outcome = await desk.effects.once(key, EffectKind.MODEL_CALL, act)
    traits = borne_out(Traits.model_validate(outcome["value"]).each, chosen)
    async with desk.database.session() as session:
        return await voices.propose(session, account_id, traits, RuleOrigin.STORIES, desk.clock())
