"""Owns the look at the clock that upkeep takes: reminders, deadline rules, the day's digests. Each of them once."""

from prefect import task

from integrations.services import Services, services
from models.domain.vigil import awake_since, may_judge
from models.store import waiting
from models.tables import Vigil
from tasks.budgeting import let_go_on, warn_of_ceilings
from tasks.digesting import send_digests
from tasks.overdue import follow_the_rules, tell_of_moves
from tasks.policies import OWN_STEP
from tasks.reminding import remind


@task(name="keep the times", task_run_name="Remind, follow the deadline rules, send digests", **OWN_STEP)
async def keep_times() -> str:
    desk = await services()
    is_awake = await _keep_vigil(desk)
    followed = await follow_the_rules(desk) if is_awake else 0
    moved = await tell_of_moves(desk)
    reminded = await remind(desk)
    digests = await send_digests(desk)
    warned, going_on = await warn_of_ceilings(desk), await let_go_on(desk)
    money = f"{warned} near their ceiling, {going_on} go on"
    return f"{followed} overdue, {moved} moved, {reminded} reminded, {digests} digests, {money}"


async def _keep_vigil(desk: Services) -> bool:
    """Whether this desk has been awake for so long that what people answered in time has arrived."""
    now = desk.clock()
    async with desk.database.session() as session:
        kept = await waiting.vigil(session)
        since = awake_since(kept.awake_since, kept.looked_at, now) if kept else now
        if kept is None:
            session.add(Vigil(awake_since=since, looked_at=now))
        else:
            kept.awake_since, kept.looked_at = since, now
    return may_judge(since, now)
