"""The gate at the final review and in the publish step: what it says, what it stops, and what Medium then received."""

import pytest
from pydantic import SecretStr

from integrations.publications import refresh
from integrations.services import Services
from models.domain.article import Stage
from models.domain.draft import Draft
from models.domain.errors import NeedsPerson
from models.domain.final_request import read_final_request
from models.domain.publications import ContributorRole, known_publications
from models.domain.review import ReviewKind, Verdict
from models.store import accounts, articles
from models.tables import Account, Article
from tasks.asking import seal_of
from tasks.deciding import take_in
from tasks.publishing import publish
from tasks.reviewing import show_final
from tests.builders import (
    PICTURED,
    PLAIN,
    a_person,
    a_sealed_article,
    a_text,
    an_account,
    an_article,
    asked,
    change,
    decided,
    reread,
)
from tests.conftest import Outside
from tests.tasks.attempts import attempts_of, posts_received
from tests.tasks.test_publishing import Take

SILENT = PLAIN.model_copy(update={"body": PLAIN.body.replace("It was drafted with the help of AI.", "")})


async def at_final_review(desk: Services, account: Account, draft: Draft = PLAIN) -> Article:
    article = await an_article(desk, account, Stage.FINAL_REVIEW, tags=["Writing"])
    await a_text(desk, article, draft)
    return await reread(desk, article)


async def approve(desk: Services, article: Article, under_lease: Take) -> Article:
    [review] = await asked(desk, article, ReviewKind.FINAL)
    await decided(desk, review, Verdict.APPROVE)
    await under_lease(take_in, article.id)
    return await reread(desk, article)


async def change_by(desk: Services, article: Article, under_lease: Take, words: str) -> Article:
    [review] = await asked(desk, article, ReviewKind.FINAL)
    async with desk.database.session() as session:
        known = known_publications((await accounts.account(session, article.account_id)).publications)
    request = read_final_request(words, "UTC", desk.clock(), known)
    await decided(desk, review, Verdict.CHANGE, request.model_dump_json())
    await under_lease(take_in, article.id)
    return await reread(desk, article)


async def last_card(outside: Outside) -> str:
    return str((await outside.messages())[-1]["text"])


async def test_a_text_that_tells_readers_nothing_of_ai_is_shown_so_and_does_not_go_out(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    await outside.post("writer/text", chat=1001, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await at_final_review(desk, account, SILENT)
    await under_lease(show_final, article.id)
    card = await last_card(outside)
    assert "⛔ The first two paragraphs do not tell readers of AI" in card
    assert "an approval puts it on hold" in card
    held = await approve(desk, article, under_lease)
    assert (held.stage, held.seal) == (Stage.ON_HOLD, None)
    assert "tell readers of AI" in held.reason


async def test_the_sentence_is_put_in_by_a_word_and_then_it_may(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await at_final_review(desk, await an_account(desk, disclosure="An AI helped."), SILENT)
    await change_by(desk, article, under_lease, "disclosure: add")
    async with desk.database.session() as session:
        revision = await articles.revision(session, await articles.article(session, article.id))
    assert revision is not None
    assert revision.number == 2
    approved = await approve(desk, article, under_lease)
    assert approved.stage is Stage.SCHEDULED
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    assert "<p><em>An AI helped.</em></p>" in story["content"]


async def test_where_no_ai_is_used_readers_are_told_of_none(desk: Services, under_lease: Take) -> None:
    article = await at_final_review(desk, await an_account(desk, uses_ai=False), SILENT)
    assert (await approve(desk, article, under_lease)).stage is Stage.SCHEDULED


async def test_the_same_text_does_not_go_out_on_a_second_account(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    first = await a_sealed_article(desk, await an_account(desk))
    second = await an_account(desk, label="second")
    twin = await a_sealed_article(desk, second)
    late = await at_final_review(desk, second)
    await under_lease(publish, first.id)
    with pytest.raises(NeedsPerson, match=f"article {first.id}, “Notebooks”, of demo"):
        await under_lease(publish, twin.id)
    assert len(await outside.stories()) == 1
    assert await attempts_of(desk, twin) == []
    held = await approve(desk, late, under_lease)
    assert held.stage is Stage.ON_HOLD
    assert "nearly the same text as article" in held.reason


async def test_ai_is_named_under_its_images_and_sealed_with_them(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    bare = PICTURED.model_copy(update={"body": PICTURED.body.replace(" (made with AI)", "")})
    article = await a_sealed_article(desk, draft=PICTURED)
    await a_text(desk, article, bare)
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        kept.seal = await seal_of(session, kept)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    assert "<figcaption>The cover (Image made with AI)</figcaption>" in story["content"]


async def test_what_is_chosen_at_the_final_review_is_what_medium_is_sent(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account = await an_account(desk, category_tags={"sea": ["Sea", "Harbours"]})
    article = await at_final_review(desk, account)
    await change_by(
        desk,
        article,
        under_lease,
        "status: unlisted\nlicense: cc by\nnotify: yes\ncanonical: https://notes.example/a\norigin: First on\n"
        "format: markdown\ncategory: sea",
    )
    await approve(desk, article, under_lease)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    assert (story["status"], story["licence"], story["notify_followers"]) == ("unlisted", "cc-40-by", True)
    assert (story["canonical_url"], story["content_format"]) == ("https://notes.example/a", "markdown")
    assert story["tags"] == ["Sea", "Harbours", "Writing"]
    assert story["content"].startswith("# On keeping a notebook\n\n## What stays")
    assert "*First on [notes\\.example](<https://notes.example/a>).*" in story["content"]


async def test_tags_that_medium_dropped_are_kept_with_the_attempt(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(desk, tags=("One", "Two", "Three", "Four", "Five"))
    await under_lease(publish, article.id)
    [attempt] = await attempts_of(desk, article)
    assert attempt.differences == ["Medium kept the tags One, Two, Three and dropped Four, Five."]


@pytest.mark.parametrize(("role", "stage"), [("editor", Stage.PUBLISHED), ("writer", Stage.LEFT_AS_DRAFT)])
async def test_a_story_goes_into_a_publication_as_the_role_there_allows(
    desk: Services, outside: Outside, under_lease: Take, role: str, stage: Stage
) -> None:
    await outside.post(
        "medium/users", token="contributes", username="ann", publications=[{"name": "The Harbour", "role": role}]
    )
    account = await an_account(desk, token="contributes")
    profile = await desk.medium(SecretStr("contributes")).me()
    async with desk.database.session() as session:
        (await session.get_one(Account, account.id)).medium_user_id = profile.id
    [known] = await refresh(desk, account.id)
    assert (known.name, known.role) == ("The Harbour", ContributorRole(role))
    article = await at_final_review(desk, account)
    await change_by(desk, article, under_lease, "publication: the harbour")
    await approve(desk, article, under_lease)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    out = await reread(desk, article)
    assert (story["publication_id"], out.stage) == (known.medium_id, stage)
    assert story["status"] == ("draft" if role == "writer" else "public")
    assert (out.reason != "") == (role == "writer")


async def test_who_is_no_contributor_any_more_posts_nothing_there(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(desk)
    await change(desk, article, options={"publication_id": "elsewhere"})
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        kept.seal = await seal_of(session, kept)
    with pytest.raises(NeedsPerson, match="may not post in its publication any more"):
        await under_lease(publish, article.id)
    assert await posts_received(outside) == 0
