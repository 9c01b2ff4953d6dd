"""Owns what a voice is learned from: the writer's stories, once for the same stories, and feedback that recurs.

What is learned is proposed and never more: the writer accepts or refuses each rule.
"""

from datetime import timedelta

from prefect import task

from integrations.services import Services, services
from integrations.telegram.voicing import offer
from models.domain.voice import RuleOrigin, recurring
from models.store import voices
from tasks.policies import OWN_STEP

_LOOKS_BACK = timedelta(minutes=15)  # a few runs of upkeep: what one of them missed the next one sees


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
