"""Owns the blows that each guard is there for, so that a run without it shows at once what it would have kept.

Chance finds them too, but not in every small run. They fall on the first article, before the others are dealt.
"""

import asyncio
from datetime import timedelta

import psutil

from deployments.chaos import stage
from deployments.chaos.blows import Fist, in_flight, until
from deployments.chaos.guards import Guard
from deployments.chaos.inquest import Scene
from deployments.chaos.plan import Target
from deployments.chaos.repeats import RECORDED_WITHIN_SECONDS
from integrations.services import Services
from models.store import articles, effects

_COMES_WITHIN_SECONDS = 90.0
_ROUNDS = 4
_SLEEPS = 2  # one of them may find its article between two workers
_SENT_SLOWLY_SECONDS = 10.0  # Telegram's client waits for fifteen


async def show(guard: Guard | None, scene: Scene, desk: Services, fist: Fist) -> None:
    article_id = next(iter(scene.queued))
    word = scene.queued[article_id].word
    match guard:
        case None:
            return
        case Guard.CLAIM:
            await _die_after_a_send(scene, fist, word)
        case Guard.FENCE:
            for each in list(scene.queued)[:_SLEEPS]:
                await _sleep_past_the_lease(scene, desk, fist, each)
        case Guard.SEAL:
            await _change_after_the_approval(desk, article_id)
        case Guard.INBOX:
            await _die_with_taps_in_hand(scene, fist)


async def _die_after_a_send(scene: Scene, fist: Fist, word: str) -> None:
    """The text was sent and recorded, its file is on its way: who comes back has to know of the text."""
    await scene.outside.plan_fault(service="medium", method="post", kind="cut_after", mark=word)
    slow = 3 * RECORDED_WITHIN_SECONDS
    if await in_flight(scene.outside, "telegram", "sendDocument", slow, _COMES_WITHIN_SECONDS, word):
        await asyncio.sleep(RECORDED_WITHIN_SECONDS + 1)
        await fist.kill(Target.BOTH_WORKERS)


async def _sleep_past_the_lease(scene: Scene, desk: Services, fist: Fist, article_id: int) -> None:
    """A worker sleeps while the model writes, and wakes when the one that took over is in the middle of the sending.

    Each of those sends is made slow, so that also on a busy machine the sleeper comes to one that is not recorded yet.
    """
    outside, word = scene.outside, scene.queued[article_id].word
    if not await in_flight(outside, "model", "chat", 3.0, _COMES_WITHIN_SECONDS, word):
        return
    sleeper = await _holder(desk, article_id)
    if sleeper is None:
        return
    fist.put_to_sleep(sleeper)
    await in_flight(outside, "telegram", "sendMessage", _SENT_SLOWLY_SECONDS, _COMES_WITHIN_SECONDS, word)
    for method in ("sendMessage", "sendDocument"):
        slow = {"kind": "slow", "seconds": _SENT_SLOWLY_SECONDS, "count": 2, "mark": word}
        await outside.plan_fault(service="telegram", method=method, **slow)
    fist.wake_all()


async def _holder(desk: Services, article_id: int) -> psutil.Process | None:
    async with desk.database.session() as session:
        lease = await effects.lease_of(session, article_id, desk.clock())
    return psutil.Process(int(lease.holder.split(":")[1])) if lease else None


async def _change_after_the_approval(desk: Services, article_id: int) -> None:
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        article.publish_at = desk.clock() + timedelta(seconds=60)
    await stage.meddle(desk, article_id, lambda: 0.5)


async def _die_with_taps_in_hand(scene: Scene, fist: Fist) -> None:
    """While one tap is being answered others have come in; each of them has to be known after the death."""
    for _ in range(_ROUNDS):
        await in_flight(scene.outside, "telegram", "answerCallbackQuery", 6.0, _COMES_WITHIN_SECONDS / _ROUNDS)
        if await until(lambda: _has_more_in_hand(scene), 4.0):
            await fist.kill(Target.BOT)


async def _has_more_in_hand(scene: Scene) -> bool:
    unanswered = [tap for tap in await scene.outside.taps() if not tap.answered]
    return len({tap.message_id for tap in unanswered}) > 1 and await scene.outside.pending_updates() == 0
