"""A revision changes what the writer named, keeps what the writer locked, and never loses an image."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.notes import Note
from models.domain.review import ReviewKind, Verdict
from models.store import articles, remarks, texts
from models.store.texts import Text
from models.tables import Article
from tasks.drafting import write_revision
from tests.builders import PICTURED, PLAIN, a_text, an_account, an_article, asked, at_review, change, decided
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


async def text_of(desk: Services, article: Article) -> Text:
    async with desk.database.session() as session:
        return await texts.require_current(session, await articles.article(session, article.id))


async def asked_to_change(desk: Services, *notes: Note, locked: tuple[int, ...] = ()) -> tuple[Article, Text]:
    """An article with images whose draft was sent back with these notes."""
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW)
    before = await a_text(desk, article, PICTURED)
    [review] = await asked(desk, article, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        texts.lock(session, await texts.require_current(session, await articles.article(session, article.id)), locked)
        for number, note in enumerate(notes):
            await remarks.keep(session, review.id, f"message:{number}", note, desk.clock())
    await decided(desk, review, Verdict.CHANGE)
    await change(desk, article, stage=Stage.DRAFTING)
    return article, before


def unruly(**fields: Any) -> str:
    return json.dumps(fields)


async def test_a_quoted_paragraph_alone_goes_to_the_model_and_alone_comes_back(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="say it in other words", quote="one page, with a pen"))
    await outside.post(
        "model/script", content=unruly(passages=["Each morning one page."], title="Mine", body="All new")
    )
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    [call] = await outside.calls("model", "chat")
    prompt = json.loads(call["body"])["messages"][1]["content"]
    assert "one page, with a pen" in prompt
    assert "remembers what its owner forgets" not in prompt
    assert after.body == before.body.replace(
        "Every morning, one page, with a pen, before the first message of the day has arrived.",
        "Each morning one page.",
    )
    assert after.draft.title == before.draft.title
    assert [block.block_id for block in after.blocks] == [block.block_id for block in before.blocks]
    assert after.revision.notes == "“one page, with a pen”: say it in other words"


async def test_what_comes_back_for_one_passage_never_reaches_another(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="livelier", paragraph=1))
    for _ in range(3):
        answer = "## New\n\n```python\n[x](https://evil.example)\n\n:::image other\nprompt: x"
        await outside.post("model/script", content=unruly(passages=[answer]))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert after.body == before.body
    assert after.revision.warnings[0].startswith(
        "What the model sent was not taken, and the text is as it was. A code block was left open"
    )


async def test_a_whole_text_that_came_back_cut_short_is_not_taken(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="friendlier"))
    for _ in range(3):
        body = "A notebook remembers, says AI.\n\n[The rest of the article remains unchanged]"
        await outside.post("model/script", content=unruly(title="T", subtitle="", body=body))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert (after.draft.title, after.body) == (before.draft.title, before.body)
    assert "“[The rest of the article remains unchanged]” is a placeholder" in after.revision.warnings[0]


async def test_what_is_locked_stays_when_the_whole_is_to_change(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="friendlier"), locked=(2,))
    answer = unruly(title="New", subtitle="", passages=["Hello, with AI.\n\n## Why", "Bye."])
    for _ in range(3):
        await outside.post("model/script", content=answer)
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert before.blocks[2].text in after.body
    [mine] = [block for block in after.blocks if block.is_locked]
    assert (mine.block_id, mine.text) == (before.blocks[2].block_id, before.blocks[2].text)
    assert after.body.count(":::image ") == 2


async def test_a_locked_passage_that_is_named_costs_nothing_and_the_writer_hears_why(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="shorter", paragraph=1), locked=(0,))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert await outside.get("model/calls") == []
    assert (after.revision.number, after.body) == (2, before.body)
    assert "it is locked, since you wrote it yourself" in after.revision.warnings[0]
    assert after.blocks[0].is_locked


async def test_unlocking_is_asked_for_like_a_change_and_may_go_with_one(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, _ = await asked_to_change(desk, Note(text="unlock and reword", paragraph=1), locked=(0, 2))
    await outside.post("model/script", content=unruly(passages=["A notebook remembers, says AI."]))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert after.body.startswith("A notebook remembers, says AI.\n\n## Why")
    assert [block.position for block in after.blocks if block.is_locked] == [2]


async def test_a_locked_text_that_is_to_be_rewritten_keeps_what_is_locked(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        before = await texts.require_current(session, await articles.article(session, article.id))
        texts.lock(session, before, [4])
    await decided(desk, review, Verdict.REWRITE)
    await change(desk, article, stage=Stage.DRAFTING)
    new = "All of this is new, and AI helped to write it. " + "It goes on for a while, as the first one did. " * 2
    for _ in range(3):
        await outside.post("model/script", content=unruly(title="T", subtitle="", passages=[new.strip()]))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert after.body == f"{new.strip()}\n\n{before.blocks[4].text}"


async def test_lost_images_are_put_back_and_new_ones_left_out_unless_images_are_meant(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="friendlier"))
    bare = PLAIN.body + "\n:::image invented\nprompt: x\nalt: y\ncaption: z\n:::\n\nOne page more.\n"
    await outside.post("model/script", content=unruly(title="T", subtitle="", body=bare))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert after.body.rstrip() == before.body.rstrip()
    assert len(await outside.get("model/calls")) == 1


async def test_a_note_about_the_title_changes_the_title_alone(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, before = await asked_to_change(desk, Note(text="Title: Pens and paper"))
    await under_lease(write_revision, article.id, number=2)
    after = await text_of(desk, article)
    assert (after.draft.title, after.body) == ("Pens and paper", before.body)


async def test_an_unlocked_passage_can_be_locked_again_and_the_head_too(desk: Services) -> None:
    article, [_] = await at_review(desk, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        text = await texts.require_current(session, await articles.article(session, article.id))
        texts.lock(session, text, [0, 1], head=True)
        texts.unlock(session, text, [1])
    version = (await text_of(desk, article)).version
    assert (version.locked, version.is_head_locked) == (frozenset({0}), True)
