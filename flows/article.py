"""The story of an article, top to bottom: one run is one article.

A run that comes back, after a person decided or a process died, reads the stage and goes on from there.
"""

from typing import Any, assert_never

from prefect import State, flow
from prefect.states import Completed

from models.domain.article import ENDED, Stage
from models.domain.errors import HeldElsewhere, LostLease, NeedsPerson, Refused, TryLater, Unknown
from models.domain.review import ReviewKind
from tasks import gate
from tasks.assessing import assess
from tasks.beginning import begin
from tasks.deciding import take_in
from tasks.drafting import write_revision
from tasks.illustrating import draw_image, hand_in_images
from tasks.interviewing import show_question, think_of_questions
from tasks.lease import working_on
from tasks.publishing import publish
from tasks.reviewing import ask_whether_it_is_there, show_draft, show_final, show_images
from tasks.sourcing import read_sources
from tasks.standing import Standing, where_it_stands
from tasks.tagging import propose_tags
from tasks.telling import note_untold, put_on_hold, reason_of, tell_the_end


@flow(name="article", persist_result=False)
async def publish_article(article_id: int) -> State[Any]:
    """Take one article from its topic to Medium, as far as it gets without waiting."""
    try:
        async with working_on(article_id):
            return await go_on(article_id)
    except (HeldElsewhere, TryLater):
        await gate.come_back_soon()
    except LostLease as lost:
        raise gate.leave_to_others() from lost


async def go_on(article_id: int) -> State[Any]:
    while (standing := await where_it_stands(article_id)).stage not in ENDED:
        if gate.is_superseded(standing.flow_run_id):
            return Completed(name="Superseded", message="Another run goes on with this article.")
        try:
            await take_next_step(article_id, standing)
        except TryLater as trouble:
            await gate.wait_out(trouble, standing.since)
            await put_on_hold(article_id, reason_of(trouble))
        except (NeedsPerson, Refused, Unknown) as trouble:
            await put_on_hold(article_id, reason_of(trouble))
    await say_how_it_ended(article_id)
    return Completed(name=_name_of(standing.stage), message=standing.url or standing.reason)


async def say_how_it_ended(article_id: int) -> None:
    """A last word that cannot be sent now is sent later; one that no chat takes stands in the console."""
    try:
        await tell_the_end(article_id)
    except TryLater:
        await gate.come_back_soon()
    except (NeedsPerson, Refused, Unknown) as refusal:
        await note_untold(article_id, reason_of(refusal))


async def take_next_step(article_id: int, standing: Standing) -> None:
    if standing.has_links_to_read:
        await read_sources(article_id)
    if standing.awaits_the_reviewer:
        await assess(article_id)
    match standing.stage:
        case Stage.QUEUED:
            await begin(article_id)
        case Stage.INTERVIEWING:
            if standing.needs_questions:
                await think_of_questions(article_id)
            await gate.decision(article_id, ReviewKind.INTERVIEW, show_question)
            await take_in(article_id)
        case Stage.DRAFTING:
            await write_revision(article_id, number=standing.next_revision)
        case Stage.DRAFT_REVIEW:
            await gate.decision(article_id, ReviewKind.DRAFT, show_draft)
            await take_in(article_id)
        case Stage.ILLUSTRATING:
            for missing in standing.missing_images:
                await draw_image(article_id, slot=missing.slot, number=missing.number)
            await hand_in_images(article_id)
        case Stage.IMAGE_REVIEW:
            await gate.decision(article_id, ReviewKind.IMAGE, show_images)
            await take_in(article_id)
        case Stage.TAGGING:
            await propose_tags(article_id)
        case Stage.FINAL_REVIEW:
            await gate.decision(article_id, ReviewKind.FINAL, show_final)
            await take_in(article_id)
        case Stage.SCHEDULED:
            if await gate.time(article_id):
                await publish(article_id)
        case Stage.PUBLISHING:
            await publish(article_id)
        case Stage.UNCERTAIN:
            await gate.decision(article_id, ReviewKind.LOST, ask_whether_it_is_there)
            await take_in(article_id)
        case Stage.PUBLISHED | Stage.HANDED_OFF | Stage.LEFT_AS_DRAFT | Stage.ON_HOLD | Stage.DROPPED | Stage.FAILED:
            return
        case unknown:
            assert_never(unknown)


def _name_of(stage: Stage) -> str:
    return stage.replace("_", " ").title().replace(" ", "")
