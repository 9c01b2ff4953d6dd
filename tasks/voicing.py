"""Owns what a voice is learned from: the writer's stories, once for the same stories, and feedback that recurs.

What is learned is proposed and never more: the writer accepts or refuses each rule.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from prefect import task

from integrations.affording import Payer
from integrations.bookkeeping import booked
from integrations.services import Services, services
from integrations.telegram.voicing import offer
from models.domain.draft import Traits
from models.domain.effects import EffectKind
from models.domain.errors import Refused
from models.domain.voice import FEWEST_WORDS, RuleOrigin, Story, borne_out, fit_to_learn_from, recurring
from models.store import accounts, voices
from models.tables import Json
from tasks.policies import OWN_STEP

_LOOKS_BACK = timedelta(minutes=15)  # a few runs of upkeep: what one of them missed the next one sees


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


@task(name="propose rules", task_run_name="Propose rules from feedback that recurs", **OWN_STEP)
async def propose_from_feedback() -> int:
    desk = await services()
    async with desk.database.session() as session:
        heard = await voices.heard_since(session, desk.clock() - _LOOKS_BACK)
    return sum([await _propose(desk, account_id) for account_id in heard])


async def _propose(desk: Services, account_id: int) -> int:
    async with desk.database.session() as session:
        traits = recurring(await voices.notes_on_drafts(session, account_id, desk.clock()))
        fresh = await voices.propose(session, account_id, traits, RuleOrigin.FEEDBACK, desk.clock())
    await offer(desk, account_id)
    return fresh
