"""What a model wrote is looked over, mended at most twice, and shown with what is still wrong."""

import json
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import select

from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind, Verdict
from models.store import articles, texts
from models.store.texts import Text
from models.tables import Article, CostEntry
from tasks.drafting import write_revision
from tasks.reviewing import show_draft
from tests.builders import ADA, PLAIN, a_person, an_account, an_article, at_review, change, decided
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")

FENCED = PLAIN.body + "\n```\nnot closed"


def said(body: str, title: str = PLAIN.title) -> str:
    return json.dumps({"title": title, "subtitle": PLAIN.subtitle, "body": body})


async def to_be_written(desk: Services) -> Article:
    return await an_article(desk, await an_account(desk, words=45, images=0), Stage.DRAFTING)


async def text_of(desk: Services, article: Article) -> Text:
    async with desk.database.session() as session:
        return await texts.require_current(session, await articles.article(session, article.id))


async def test_a_fault_is_mended_before_anybody_sees_it_and_both_calls_are_booked(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await to_be_written(desk)
    await outside.post("model/script", content=said(FENCED))
    await under_lease(write_revision, article.id, number=1)
    text = await text_of(desk, article)
    assert text.body.rstrip().endswith("```\nnot closed\n```")
    assert text.revision.warnings == []
    assert text.revision.prompt_version
    async with desk.database.session() as session:
        booked = [(each.purpose, each.effect_key) for each in (await session.exec(select(CostEntry))).all()]
    assert booked == [
        ("draft", f"article:{article.id}:revision:1:write"),
        ("repair", f"article:{article.id}:revision:1:repair:1"),
    ]
    [_, repair] = await outside.calls("model", "chat")
    assert "A code block is not closed" in repair["body"]


async def test_a_model_that_does_not_listen_is_asked_twice_and_the_writer_is_warned(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, words=45, images=0)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.DRAFTING)
    for _ in range(3):
        await outside.post("model/script", content=said(PLAIN.body + "\nSee https://invented.example/study for more."))
    await under_lease(write_revision, article.id, number=1)
    assert len(await outside.get("model/calls")) == 3
    warnings = (await text_of(desk, article)).revision.warnings
    assert len(warnings) == 1
    assert "https://invented.example/study" in warnings[0]
    await under_lease(show_draft, article.id)
    card = (await outside.messages())[-1]["text"]
    assert f"⚠️ {warnings[0]}" in card


async def test_the_best_of_what_came_back_is_kept(desk: Services, outside: Outside, under_lease: Take) -> None:
    article = await to_be_written(desk)
    worse = FENCED.replace("\n```", "\n\nIn conclusion, TODO.\n\n```")
    for body in (FENCED, worse, worse):
        await outside.post("model/script", content=said(body))
    await under_lease(write_revision, article.id, number=1)
    assert (await text_of(desk, article)).body == FENCED


async def test_a_repair_that_nobody_can_use_leaves_the_text_with_its_warning(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await to_be_written(desk)
    await outside.post("model/script", content=said(FENCED))
    await outside.post("model/script", refusal="No.", content=None)
    await under_lease(write_revision, article.id, number=1)
    text = await text_of(desk, article)
    assert text.body == FENCED
    assert ["not closed" in warning for warning in text.revision.warnings] == [True]


async def test_a_death_between_two_repairs_pays_for_none_again(
    desk: Services, outside: Outside, under_lease: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = await to_be_written(desk)
    await outside.post("model/script", content=said(FENCED))

    async def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("tasks.drafting.keep", killed)
        with pytest.raises(SystemExit):
            await under_lease(write_revision, article.id, number=1)
    await under_lease(write_revision, article.id, number=1)
    assert len(await outside.get("model/calls")) == 2


async def test_what_was_wrong_before_is_shown_and_not_mended_unasked(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        text = await texts.require_current(session, kept)
        worn = PLAIN.model_copy(update={"body": f"{PLAIN.body}\nIn conclusion, buy a pen.\n"})
        await texts.save(session, kept, worn, text.revision.by, desk.clock())
    await decided(desk, review, Verdict.CHANGE, "Change the title to “Pens”")
    await change(desk, article, stage=Stage.DRAFTING)
    await under_lease(write_revision, article.id, number=3)
    assert len(await outside.get("model/calls")) == 1
    after = await text_of(desk, article)
    assert after.draft.title == "Pens"
    assert after.revision.warnings == ["“in conclusion” is a worn-out phrase: say it in other words or leave it out."]


async def test_links_of_the_brief_are_known(desk: Services, outside: Outside, under_lease: Take) -> None:
    article = await to_be_written(desk)
    await change(desk, article, brief="Quote https://source.example/paper.")
    await outside.post("model/script", content=said(f"{PLAIN.body}\nAs [they](https://source.example/paper) say.\n"))
    await under_lease(write_revision, article.id, number=1)
    assert (await text_of(desk, article)).revision.warnings == []
    assert len(await outside.get("model/calls")) == 1


async def test_what_postgresql_cannot_keep_is_left_out_of_an_answer(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await to_be_written(desk)
    await outside.post("model/script", content=said(f"{PLAIN.body}A\x00B\n", title="On\x00 pens"))
    await under_lease(write_revision, article.id, number=1)
    text = await text_of(desk, article)
    assert (text.draft.title, "AB" in text.body) == ("On pens", True)
