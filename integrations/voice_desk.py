"""Owns the one door through which an account's voice changes: a rule is accepted or refused, dropped, or undone.

Nothing changes a voice by itself. Each change is a version, and going back is one more.
"""

from dataclasses import dataclass

from integrations.services import Services
from models.domain.errors import Refused
from models.domain.voice import RuleState
from models.store import voices
from models.tables import VoiceRule, VoiceVersion


@dataclass(frozen=True)
class Ruled:
    """What became of a rule, and whether this was the decision."""

    rule: VoiceRule
    counts: bool


async def decide(desk: Services, rule_id: int, state: RuleState, person_id: int | None = None) -> Ruled:
    """The first decision on a proposal counts."""
    async with desk.database.session() as session:
        account = await voices.lock(session, (await voices.rule(session, rule_id)).account_id)
        rule = await voices.rule(session, rule_id, for_change=True)
        if rule.state is not RuleState.PROPOSED:
            return Ruled(rule, counts=False)
        rule.state, rule.decided_at, rule.person_id = state, desk.clock(), person_id
        if state is RuleState.ACCEPTED:
            with_it = [*(each.id for each in await voices.in_force(session, account.id)), rule.id]
            await voices.make_version(session, account.id, with_it, f"accepted: {rule.text}", desk.clock())
    return Ruled(rule, counts=True)


async def drop(desk: Services, rule_id: int) -> VoiceRule:
    """Take a rule out of force."""
    async with desk.database.session() as session:
        rule = await voices.rule(session, rule_id)
        account = await voices.lock(session, rule.account_id)
        in_force = [each.id for each in await voices.in_force(session, account.id)]
        if rule_id not in in_force:
            raise Refused(f"Rule {rule_id} is not in force.")
        left = [each for each in in_force if each != rule_id]
        await voices.make_version(session, account.id, left, f"dropped: {rule.text}", desk.clock())
    return rule


async def undo(desk: Services, account_id: int) -> VoiceVersion:
    """Back to what was in force before the last change; undoing again goes back further."""
    async with desk.database.session() as session:
        account = await voices.lock(session, account_id)
        made = await voices.versions(session, account.id)
        here = (made[-1].restores if made[-1].restores is not None else made[-1].number) if made else 0
        if here == 0:
            raise Refused(f"The voice of {account.label} has no change to undo.")
        before = made[here - 2].rule_ids if here > 1 else []
        why = f"undone: {made[here - 1].why}"
        return await voices.make_version(session, account.id, before, why, desk.clock(), restores=here - 1)
