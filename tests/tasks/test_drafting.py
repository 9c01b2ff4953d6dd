"""Writing: paid once, stored before anything else, and kept as a revision once."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import col, func, select

from integrations.services import Services
from integrations.writing import prompts
from integrations.writing.errors import UnusableAnswer
from models.domain.article import Stage
from models.domain.draft import Assignment, Flaw
from models.domain.effects import RevisionBy
from models.domain.errors import Misconfigured, TryLater, Unknown
from models.domain.review import ReviewKind, Verdict
from models.store import articles, texts
from models.tables import CostEntry, Effect, Revision
from tasks.beginning import begin
from tasks.drafting import assignment_of, write_revision
from tasks.tagging import propose_tags
from tests.builders import an_account, an_article, at_review, change, decided, reread
from tests.conftest import Outside
from tests.recorded_prefect import RecordedPrefect

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


async def count(desk: Services, table: type[Any]) -> int:
    async with desk.database.session() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def test_a_draft_is_written_kept_with_its_cost_and_shown_in_prefect(
    desk: Services, outside: Outside, under_lease: Take, prefect: RecordedPrefect
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING, topic="Keeping a notebook by hand")
    await under_lease(write_revision, article.id, number=1)
    written = await reread(desk, article)
    async with desk.database.session() as session:
        text = await texts.require_current(session, written)
        [cost] = (await session.exec(select(CostEntry))).all()
    assert written.stage is Stage.DRAFT_REVIEW
    assert (text.revision.number, text.revision.by) == (1, RevisionBy.MODEL)
    assert (cost.purpose, cost.article_id) == ("draft", article.id)
    assert cost.output_tokens > 0
    [artifact] = prefect.artifacts
    assert text.draft.title in artifact["data"]


async def test_a_death_between_the_answer_and_the_revision_pays_nothing_again(
    desk: Services, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)

    async def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("tasks.drafting.keep", killed)
        with pytest.raises(SystemExit):
            await under_lease(write_revision, article.id, number=1)
    assert await count(desk, Revision) == 0
    await under_lease(write_revision, article.id, number=1)
    assert await count(desk, Revision) == 1
    assert len(await outside.get("model/calls")) == 1
    assert await count(desk, CostEntry) == 1


async def test_a_death_after_the_revision_was_kept_writes_no_second_one(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)
    for _ in range(2):
        await under_lease(write_revision, article.id, number=1)
    assert await count(desk, Revision) == 1
    assert len(await outside.get("model/calls")) == 1


async def test_a_lost_connection_to_the_model_is_paid_at_most_once_more_by_the_next_try(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)
    await outside.suffer("model", "chat", "cut_after")
    with pytest.raises(Unknown):
        await under_lease(write_revision, article.id, number=1)
    await under_lease(write_revision, article.id, number=1)
    assert len(await outside.get("model/calls")) == 2
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW


async def test_paid_answers_that_nobody_can_use_are_still_in_the_books(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)
    await outside.post("model/script", content="no json", finish_reason="length")
    await outside.post("model/script", content="no json either")
    with pytest.raises(UnusableAnswer):
        await under_lease(write_revision, article.id, number=1)
    async with desk.database.session() as session:
        flaws = (await session.exec(select(CostEntry.flaw).order_by(col(CostEntry.id)))).all()
    assert flaws == [Flaw.TRUNCATED, Flaw.MALFORMED]
    assert await count(desk, Effect) == 0
    assert await count(desk, Revision) == 0


async def test_an_answer_whose_cost_cannot_be_written_down_may_have_been_charged(
    desk: Services, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)

    def away(*_: object) -> None:
        raise TryLater("The database cannot be reached right now.")

    with monkeypatch.context() as patch:
        patch.setattr("integrations.bookkeeping._entry", away)
        with pytest.raises(Unknown, match="could not be written down"):
            await under_lease(write_revision, article.id, number=1)
    assert await count(desk, Effect) == 1, "the claim stays: this was no call that did nothing"


async def test_a_refused_key_names_the_setting_and_costs_nothing(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)
    await outside.suffer("model", "chat", "status", status=401)
    with pytest.raises(Misconfigured, match="MODEL_API_KEY"):
        await under_lease(write_revision, article.id, number=1)
    assert await count(desk, CostEntry) == 0


async def test_an_article_that_was_held_while_it_was_written_keeps_its_text_and_stays_held(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFTING)
    await change(desk, article, stage=Stage.ON_HOLD, stopped_at_stage=Stage.DRAFTING)
    await under_lease(write_revision, article.id, number=1)
    held = await reread(desk, article)
    assert (held.stage, held.stopped_at_stage) == (Stage.ON_HOLD, Stage.DRAFT_REVIEW)  # a resume shows what was paid
    assert await count(desk, Revision) == 1


async def test_notes_of_the_writer_go_to_the_model_with_the_text_they_are_about(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.CHANGE, "name the pen that was used")
    await change(desk, article, stage=Stage.DRAFTING)
    await under_lease(write_revision, article.id, number=2)
    [call] = await outside.calls("model", "chat")
    assert "name the pen that was used" in call["body"]
    assert "remembers what its owner forgets" in call["body"]
    async with desk.database.session() as session:
        revision = (await session.exec(select(Revision).order_by(col(Revision.number).desc()))).first()
    assert revision is not None
    assert (revision.number, revision.notes) == (2, "name the pen that was used")


async def test_a_text_to_be_rewritten_is_written_without_looking_at_the_old_one(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await decided(desk, review, Verdict.REWRITE)
    await change(desk, article, stage=Stage.DRAFTING)
    await under_lease(write_revision, article.id, number=2)
    [call] = await outside.calls("model", "chat")
    assert "remembers what its owner forgets" not in call["body"]


async def test_advice_on_openings_and_on_the_end_is_the_accounts_or_the_articles_own(desk: Services) -> None:
    account = await an_account(desk, openings="Begin in a scene.", call_to_action="Ask for a reply.")
    article = await an_article(desk, account, overrides={"call_to_action": "Ask for nothing."})
    assignment = assignment_of(article, account)
    assert (assignment.openings, assignment.call_to_action) == ("Begin in a scene.", "Ask for nothing.")
    told = prompts.for_draft(assignment, {}).system
    assert told.index("Begin in a scene.") < told.index("Ask for nothing.") < told.index("How to write")
    assert "How the owner's articles begin" not in prompts.for_draft(Assignment(topic="x"), {}).system


async def test_an_article_overrides_its_accounts_defaults(desk: Services) -> None:
    account = await an_account(desk, words=900, images=2, custom_prompt="Be kind.", voice="Short.")
    article = await an_article(desk, account, custom_prompt="No lists.", overrides={"words": 1500})
    assignment = assignment_of(article, account)
    assert (assignment.words, assignment.images) == (1500, 2)
    assert assignment.custom_prompt == "Be kind.\nNo lists."


@pytest.mark.parametrize(
    ("stage", "there"),
    [
        (Stage.QUEUED, Stage.DRAFTING),
        (Stage.INTERVIEWING, Stage.INTERVIEWING),
        (Stage.ON_HOLD, Stage.ON_HOLD),
        (Stage.DRAFT_REVIEW, Stage.DRAFT_REVIEW),
    ],
)
async def test_only_what_waits_to_begin_is_begun(desk: Services, stage: Stage, there: Stage) -> None:
    article = await an_article(desk, await an_account(desk), stage)
    await begin(article.id)
    assert (await reread(desk, article)).stage is there


async def test_tags_are_proposed_once_for_a_text_and_what_was_held_meanwhile_stays(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    await change(desk, article, stage=Stage.TAGGING, tags=[])
    await under_lease(propose_tags, article.id)
    proposed = await reread(desk, article)
    assert proposed.stage is Stage.FINAL_REVIEW
    assert 1 <= len(proposed.tags) <= 5
    await change(desk, article, stage=Stage.ON_HOLD, tags=["Mine"])
    await under_lease(propose_tags, article.id)
    assert len(await outside.get("model/calls")) == 1
    assert ((await reread(desk, article)).stage, (await reread(desk, article)).tags) == (Stage.ON_HOLD, ["Mine"])


async def test_a_revision_keeps_the_ids_and_the_locks_of_passages_that_stay(desk: Services) -> None:
    article, _ = await at_review(desk, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        before = await texts.require_current(session, kept)
        before.blocks[0].is_locked = True
        await session.flush()
        draft = before.draft.model_copy(update={"body": before.body.replace("one page", "two pages")})
        after = await texts.save(session, kept, draft, RevisionBy.MODEL, desk.clock())
    assert after.body == draft.body
    assert [block.block_id for block in after.blocks] == [block.block_id for block in before.blocks]
    assert [block.is_locked for block in after.blocks] == [True, *[False] * (len(after.blocks) - 1)]
