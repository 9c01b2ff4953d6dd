"""The writer's own text becomes a revision of theirs, locked, and is shown again before it counts."""

from collections.abc import Awaitable, Callable

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import RevisionBy
from models.domain.review import ReviewKind, Verdict
from models.store import articles, texts
from models.store.texts import Text
from models.tables import Article
from tasks.deciding import take_in
from tests.builders import PICTURED, PLAIN, a_text, asked, at_review, decided, reread
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]


async def text_of(desk: Services, article: Article) -> Text:
    async with desk.database.session() as session:
        return await texts.require_current(session, await articles.article(session, article.id))


async def test_it_is_kept_word_for_word_locked_and_asked_about_again(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    before = await text_of(desk, article)
    body = PLAIN.body.replace("one page", "two pages")
    await decided(desk, review, Verdict.REPLACE, f"# Mine\n\n{body}")
    await under_lease(take_in, article.id)
    after = await text_of(desk, article)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW
    assert (after.revision.number, after.revision.by) == (2, RevisionBy.PERSON)
    assert (after.draft.title, after.draft.subtitle, after.body) == ("Mine", PLAIN.subtitle, body)
    assert (len(after.version.locked), after.revision.is_head_locked) == (len(after.blocks), True)
    assert [block.block_id for block in after.blocks] == [block.block_id for block in before.blocks]
    assert after.revision.warnings == []
    [again] = await asked(desk, article, ReviewKind.DRAFT)
    assert (again.round, again.subject_hash) == (2, after.approved_hash)
    assert await outside.get("model/calls") == []


async def test_lost_images_and_what_medium_cannot_show_are_told(desk: Services, under_lease: Take) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT)
    await a_text(desk, article, PICTURED)
    await decided(desk, review, Verdict.REPLACE, "With AI, in conclusion.\n\n| a |\n|---|\n| b |\n")
    await under_lease(take_in, article.id)
    warnings = (await text_of(desk, article)).revision.warnings
    assert warnings[:2] == [
        "The image slot “cover” is not in your text, so it gets no image.",
        "The image slot “desk” is not in your text, so it gets no image.",
    ]
    assert ["table" in warning for warning in warnings[2:]] == [True]
