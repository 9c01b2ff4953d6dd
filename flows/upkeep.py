"""The scheduled deployments: start what is due, and put right what a crash or an outage left behind.

What looks every minute is called as a plain function (`.fn`): as a task run of its own, mostly one that found nothing,
it would be most of what Prefect stores in a day. What fails keeps no other from its turn.
"""

from prefect import flow

from tasks.alone import alone
from tasks.catching_up import settle_cards, show_the_unshown
from tasks.clearing import clear_images, clear_uploads
from tasks.connections import check_connections
from tasks.correcting import show_corrections
from tasks.dispatching import due_articles, start_article
from tasks.following_hand_offs import follow_hand_offs
from tasks.living import compare_live_stories
from tasks.parts import Part, each
from tasks.reviving import revive_the_dead, wake_the_decided
from tasks.timekeeping import keep_times
from tasks.trimming import trim_housekeeping
from tasks.voicing import propose_from_feedback

OTHER = "another run of it is at work"
UPKEEP = (
    Part("wake the decided", wake_the_decided.fn, "{} woken"),
    Part("revive the dead", revive_the_dead.fn, "{} revived"),
    Part("show what was not shown", show_the_unshown.fn, "{} shown"),
    Part("settle cards", settle_cards.fn, "{} settled"),
    Part("keep the times", keep_times.fn),
    Part("follow hand-offs", follow_hand_offs.fn),
    Part("compare live stories", compare_live_stories.fn, "{} live stories compared"),
    Part("show corrections", show_corrections.fn, "{} to be corrected"),
    Part("propose rules", propose_from_feedback.fn, "{} rules proposed"),
)
TRIM = (
    Part("trim Prefect's runs", trim_housekeeping.fn, "{} deleted"),
    Part("clear images", clear_images.fn, "{} images cleared"),
    Part("clear uploads", clear_uploads.fn, "{} uploads cleared"),
)


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
        return await each(UPKEEP)


@flow(name="trim", persist_result=False)
async def trim() -> str:
    """Keep Prefect's database and the object store from growing with what nobody looks at; articles' runs stay."""
    async with alone("trim") as is_alone:
        return await each(TRIM) if is_alone else OTHER


@flow(name="connections", persist_result=False)
async def connections() -> str:
    """Ask Medium once a day whether each account's token is well, and tell its writer when that changed."""
    async with alone("connections") as is_alone:
        return await check_connections() if is_alone else OTHER
