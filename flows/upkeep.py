"""The scheduled deployments: start what is due, and put right what a crash or an outage left behind.

What looks every minute is called as a plain function (`.fn`): as a task run of its own, mostly one that found nothing,
it would be most of what Prefect stores in a day. A look that fails is the next round's.
"""

from prefect import flow

from tasks.alone import alone
from tasks.catching_up import settle_cards, show_the_unshown
from tasks.dispatching import due_articles, start_article
from tasks.reviving import revive_the_dead, wake_the_decided
from tasks.timekeeping import keep_times
from tasks.trimming import trim_housekeeping
from tasks.voicing import propose_from_feedback

OTHER = "another run of it is at work"


@flow(name="dispatch", persist_result=False)
async def dispatch() -> str:
    """Start every article whose publishing time minus its account's lead time has come."""
    async with alone("dispatch") as is_alone:
        if not is_alone:
            return OTHER
        due = await due_articles.fn()
        for article_id, topic in due:
            await start_article(article_id, topic)
    return f"{len(due)} started"


@flow(name="upkeep", persist_result=False)
async def look_after() -> str:
    """Find runs that sleep although they were decided and runs whose process is dead; remind, and keep deadlines."""
    async with alone("upkeep") as is_alone:
        if not is_alone:
            return OTHER
        woken = await wake_the_decided.fn()
        revived = await revive_the_dead.fn()
        shown = await show_the_unshown.fn()
        settled = await settle_cards.fn()
        times = await keep_times.fn()
        proposed = await propose_from_feedback.fn()
    return f"{woken} woken, {revived} revived, {shown} shown, {settled} settled, {proposed} rules proposed, {times}"


@flow(name="trim", persist_result=False)
async def trim() -> str:
    """Keep Prefect's database from growing with runs that found nothing to do; articles' runs stay."""
    async with alone("trim") as is_alone:
        return f"{await trim_housekeeping.fn()} deleted" if is_alone else OTHER
