"""Owns the stories of the publish step and of the gate: how each begins, what happens on the way, how it may end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from prefect.client.schemas.objects import StateType

from integrations.services import install
from models.domain.article import Stage
from models.domain.policy.likeness import print_of
from models.domain.review import ReviewKind, Verdict
from models.store import attempts, effects, story_prints
from models.tables import Account, Article
from tasks.lease import LENGTH
from tests.builders import (
    PICTURED,
    PLAIN,
    a_sealed_article,
    a_text,
    an_account,
    an_article,
    at_review,
    change,
)
from tests.crashes.life import Life
from tests.crashes.stagehand import Arrange, Stagehand, Story
from tests.recorded_prefect import Run


async def _sealed(hand: Stagehand) -> Article:
    return await a_sealed_article(hand.desk, hand.account, PICTURED)


async def _plainly_sealed(hand: Stagehand) -> Article:
    return await a_sealed_article(hand.desk, hand.account)


async def _planned(hand: Stagehand) -> Article:
    """It goes out tomorrow, so that it waits for the writer first and for the time after."""
    article, _ = await at_review(hand.desk, ReviewKind.FINAL, hand.account)
    return article


async def _drafted(hand: Stagehand) -> Article:
    article, _ = await at_review(hand.desk, ReviewKind.DRAFT, hand.account)
    return article


async def _changed_since(hand: Stagehand) -> Article:
    article = await a_sealed_article(hand.desk, hand.account)
    await a_text(hand.desk, article, PLAIN.model_copy(update={"body": f"{PLAIN.body}\nOne word more.\n"}))
    return article


async def _out_elsewhere(hand: Stagehand) -> Article:
    """After the approval: the same text, under another account."""
    article = await a_sealed_article(hand.desk, hand.account)
    twin = await an_article(hand.desk, await an_account(hand.desk, label="rival"), Stage.PUBLISHED, topic="A twin")
    text = await a_text(hand.desk, twin)
    async with hand.desk.database.session() as session:
        await story_prints.keep(session, twin.id, print_of(text.body))
    return article


async def _missed(hand: Stagehand) -> Article:
    return await a_sealed_article(hand.desk, hand.account, publish_at=hand.clock() - timedelta(hours=3))


async def _refused_for_hours(hand: Stagehand) -> Article:
    article = await _missed(hand)
    await change(hand.desk, article, stage=Stage.PUBLISHING)
    return article


async def _to_be_a_draft(hand: Stagehand) -> Article:
    async with hand.desk.database.session() as session:
        (await session.get_one(Account, hand.account.id)).options = {"status": "draft"}
    return await a_sealed_article(hand.desk, hand.account)


async def _fetched_by_medium(hand: Stagehand) -> Article:
    async with hand.desk.database.session() as session:
        (await session.get_one(Account, hand.account.id)).options = {"images_by": "address"}
    return await a_sealed_article(hand.desk, hand.account, PICTURED)


async def _where_everybody_may_look(hand: Stagehand, _: Life) -> None:
    install(replace(hand.desk, settings=hand.desk.settings.model_copy(update={"s3_public_url": hand.public_url})))


async def _without_token(hand: Stagehand) -> Article:
    async with hand.desk.database.session() as session:
        (await session.get_one(Account, hand.account.id)).medium_token = None
    return await a_sealed_article(hand.desk, hand.account)


async def _held_by_another(hand: Stagehand) -> Article:
    article = await a_sealed_article(hand.desk, hand.account)
    await _taken_elsewhere(hand, article.id)
    return article


async def _taken_elsewhere(hand: Stagehand, article_id: int) -> None:
    async with hand.desk.database.session() as session:
        assert await effects.take_lease(session, article_id, "elsewhere:1", hand.clock(), LENGTH)


def _suffering(kind: str, **how: Any) -> Arrange:
    async def plan(hand: Stagehand, _: Life) -> None:
        await hand.outside.suffer("medium", "post", kind, **how)

    return plan


def _lost_where_the_feed(username: str | None = None, faults: int = 0) -> Arrange:
    """The request is lost, and the feed tells nothing: nobody has this name, or it is away."""

    async def plan(hand: Stagehand, _: Life) -> None:
        await hand.outside.suffer("medium", "post", "cut_before")
        if faults:
            await hand.outside.suffer("medium", "feed", "status", status=503, count=faults)
            return
        async with hand.desk.database.session() as session:
            (await session.get_one(Account, hand.account.id)).medium_username = username

    return plan


async def _the_writer_overlooks_it(hand: Stagehand, life: Life) -> None:
    """The story is out, and later in the feed than the writer looked."""
    await hand.outside.suffer("medium", "post", "cut_after")
    await hand.outside.post("medium/feed_delay", seconds=3600)

    async def overlook(_: str) -> None:
        life.words[ReviewKind.LOST] = Verdict.NOT_THERE

    async def show(step: str) -> None:
        async with hand.desk.database.session() as session:
            if step == "publish" and await attempts.said_to_be_missing(session, (await life.article()).id):
                await hand.outside.post("medium/feed_delay", seconds=0)

    life.between, life.before_step = overlook, show


async def _held_at_the_last_moment(hand: Stagehand, life: Life) -> None:
    async def hold(step: str) -> None:
        if step == "publish":
            await change(hand.desk, await life.article(), stage=Stage.ON_HOLD, stopped_at_stage=Stage.SCHEDULED)

    life.before_step = hold


async def _account_is_paused_at_first(hand: Stagehand, life: Life) -> None:
    looks: list[str] = []

    async def let_go_on(_: str) -> None:
        looks.append(_)
        async with hand.desk.database.session() as session:
            (await session.get_one(Account, hand.account.id)).is_paused = len(looks) < 3

    life.between = let_go_on


async def _the_writer_drops_it(_: Stagehand, life: Life) -> None:
    life.words = {ReviewKind.DRAFT: Verdict.DROP}


async def _decided_while_it_falls_asleep(_: Stagehand, life: Life) -> None:
    life.before_sleep = life.decide_too_early


async def _cancelled_while_it_falls_asleep(_: Stagehand, life: Life) -> None:
    def cancel(run: Run) -> None:
        run.state = StateType.CANCELLED

    life.before_sleep = lambda _: life.meddle_in_prefect(cancel)


async def _deleted_while_it_falls_asleep(hand: Stagehand, life: Life) -> None:
    life.before_sleep = lambda _: life.meddle_in_prefect(lambda run: hand.prefect.forget_run(run.id))


async def _decided_before_the_gate(_: Stagehand, life: Life) -> None:
    async def decide(step: str) -> None:
        if step in ("take in", "show tags and time"):
            await life.decide_too_early(step)

    life.before_step = decide


async def _lost_to_another(hand: Stagehand, life: Life) -> None:
    """The worker is frozen just before it publishes, and another takes its article meanwhile."""
    frozen: list[str] = []

    async def freeze(step: str) -> None:
        if step == "publish" and not frozen:
            frozen.append(step)
            hand.clock.now += LENGTH
            await _taken_elsewhere(hand, 1)

    life.before_step = freeze


ENDS_EITHER_WAY = frozenset({Stage.PUBLISHED, Stage.ON_HOLD})  # a refusal that nobody noted counts as a lost answer
HANDED_EITHER_WAY = frozenset({Stage.PUBLISHED, Stage.HANDED_OFF})
DRAFT_EITHER_WAY = frozenset({Stage.LEFT_AS_DRAFT, Stage.ON_HOLD})
APPROVED = Story("approved", _sealed)
PLANNED = Story("from the plan on", _planned)
LOST = Story("the request is lost", _plainly_sealed, _suffering("cut_before"))
STORIES = (
    APPROVED,
    PLANNED,
    LOST,
    Story("the answer is lost", _plainly_sealed, _suffering("cut_after")),
    Story("nobody has that name", _plainly_sealed, _lost_where_the_feed("nobody-of-this-name"), like=LOST),
    Story("the name is not known", _plainly_sealed, _lost_where_the_feed(None), like=LOST),
    Story("the feed is away", _plainly_sealed, _lost_where_the_feed(faults=24), like=LOST),
    Story("overlooked", _plainly_sealed, _the_writer_overlooks_it, like=LOST),
    Story("dropped", _drafted, _the_writer_drops_it, frozenset({Stage.DROPPED})),
    Story("held at the last moment", _sealed, _held_at_the_last_moment, frozenset({Stage.ON_HOLD}), APPROVED),
    Story("Medium is busy", _sealed, _suffering("status", status=429, count=4), like=APPROVED),
    Story("Medium refuses", _plainly_sealed, _suffering("status", status=400), ENDS_EITHER_WAY),
    Story("the token is refused", _plainly_sealed, _suffering("status", status=401), HANDED_EITHER_WAY),
    Story("Medium fetches the images", _fetched_by_medium, _where_everybody_may_look, like=APPROVED),
    Story("changed since", _changed_since, like=APPROVED),
    Story("out elsewhere by now", _out_elsewhere, ends=frozenset({Stage.ON_HOLD}), like=APPROVED),
    Story("its time was missed", _missed, like=APPROVED),
    Story("refused for hours", _refused_for_hours, like=APPROVED),
    Story("to be a draft", _to_be_a_draft, ends=frozenset({Stage.LEFT_AS_DRAFT})),
    Story("a draft that is refused", _to_be_a_draft, _suffering("status", status=401), DRAFT_EITHER_WAY),
    Story("paused at first", _sealed, _account_is_paused_at_first, like=APPROVED),
    Story("no token", _without_token, ends=frozenset({Stage.HANDED_OFF}), like=APPROVED),
    Story("another has it", _held_by_another, like=APPROVED),
    Story("lost to another", _sealed, _lost_to_another, like=APPROVED),
    Story("decided while it falls asleep", _planned, _decided_while_it_falls_asleep, like=PLANNED),
    Story("decided before the gate", _planned, _decided_before_the_gate, like=PLANNED),
    Story("cancelled as it sleeps", _planned, _cancelled_while_it_falls_asleep, frozenset({Stage.ON_HOLD}), PLANNED),
    Story("deleted as it falls asleep", _planned, _deleted_while_it_falls_asleep, like=PLANNED),
)
