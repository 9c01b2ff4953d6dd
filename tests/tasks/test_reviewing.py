"""What the writer is sent: everything once, to every chat, with what is decided and how."""

from collections.abc import Awaitable, Callable

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import MessageShows
from models.domain.errors import NeedsPerson, TryLater, Unknown
from models.domain.review import ReviewKind
from models.store import articles, reviews
from models.tables import Account, Effect
from tasks.asking import ask_for_another_prompt
from tasks.reviewing import show_draft, show_final, show_images
from tasks.telling import tell_the_end
from tests.builders import (
    ADA,
    PICTURED,
    PLAIN,
    a_person,
    a_text,
    an_account,
    an_article,
    an_image,
    at_review,
    change,
    reread,
)
from tests.conftest import Outside

Take = Callable[..., Awaitable[None]]
BOB = 2002


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    """Ada's, who has said hello to the bot."""
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, zone="Europe/Berlin")
    await a_person(desk, account)
    return account


async def bot_messages(outside: Outside, chat: int = ADA) -> list[dict[str, object]]:
    return [each for each in await outside.messages(chat) if each["from"] == "bot"]


async def test_the_draft_comes_as_text_as_a_file_and_as_a_card_and_only_once(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    for _ in range(2):
        await under_lease(show_draft, article.id)
    text, file, page, card = await bot_messages(outside)
    assert str(text["text"]).startswith(f"{PLAIN.title}\n{PLAIN.subtitle}\n\nA notebook remembers")
    assert file["document"]["file_name"] == f"article-{article.id}.md"  # type: ignore[index]
    assert page["document"]["file_name"] == f"article-{article.id}.html"  # type: ignore[index]
    assert "Wed 2 Dec 2026, 10:00 (Europe/Berlin)" in str(card["text"])
    assert str(card["buttons"]).count(":1:") == 5
    async with desk.database.session() as session:
        shown = await reviews.message_at(session, ADA, int(str(text["message_id"])))
        assert (await reviews.review(session, review.id)).shown_at == desk.clock()
    assert shown is not None
    assert (shown.review_id, shown.shows) == (review.id, MessageShows.TEXT)
    assert len(shown.block_ids) == len(PLAIN.body.split("\n\n"))


async def test_a_long_article_comes_in_order_and_every_passage_is_in_one_message(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    paragraphs = [f"Paragraph {number} " + "of a long story & its ends " * 20 for number in range(40)]
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    text = await a_text(desk, article, PLAIN.model_copy(update={"body": "\n\n".join(paragraphs)}))
    await under_lease(show_draft, article.id)
    *parts, _, _, _ = await bot_messages(outside)
    assert len(parts) > 3
    assert all(len(str(part["text"]).encode("utf-16-le")) // 2 <= 4096 for part in parts)
    told = " ".join(str(part["text"]) for part in parts)
    assert [told.index(f"Paragraph {number} ") for number in range(40)] == sorted(
        told.index(f"Paragraph {number} ") for number in range(40)
    )
    held: list[str] = []
    async with desk.database.session() as session:
        for part in parts:
            message = await reviews.message_at(session, ADA, int(str(part["message_id"])))
            held += message.block_ids if message else []
    assert {str(block.block_id) for block in text.blocks if block.text.strip()} <= set(held)


async def test_a_show_that_was_cut_short_goes_on_where_it_was(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    await outside.suffer("telegram", "sendDocument", "status", status=429, retry_after=1)
    with pytest.raises(TryLater):
        await under_lease(show_draft, article.id)
    async with desk.database.session() as session:
        assert (await reviews.review(session, review.id)).shown_at is None
    await under_lease(show_draft, article.id)
    assert len(await bot_messages(outside)) == 4


async def test_a_message_whose_answer_was_lost_is_sent_again_and_that_is_counted(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    await outside.suffer("telegram", "sendMessage", "cut_after")
    with pytest.raises(Unknown):
        await under_lease(show_final, article.id)
    await under_lease(show_final, article.id)
    assert len(await bot_messages(outside)) == 2
    async with desk.database.session() as session:
        effect = await session.get_one(Effect, f"review:{review.id}:card:chat:1")
    assert effect.claims == 2


async def test_every_chat_of_the_account_is_shown_the_card(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    await outside.post("writer/text", chat=BOB, text="hello")
    await a_person(desk, account, BOB)
    article, _ = await at_review(desk, ReviewKind.FINAL, account)
    await under_lease(show_final, article.id)
    for chat in (ADA, BOB):
        [card] = await bot_messages(outside, chat)
        assert "1. Writing ✓\n2. Habits ✓" in str(card["text"])
        assert "followers are not notified" in str(card["text"])


async def test_one_chat_that_shut_the_bot_out_does_not_keep_the_article_from_the_others(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    await outside.post("writer/text", chat=BOB, text="hello")
    await a_person(desk, account, BOB)
    await outside.post("writer/block", chat=ADA)
    article, _ = await at_review(desk, ReviewKind.FINAL, account)
    await under_lease(show_final, article.id)
    assert len(await bot_messages(outside, BOB)) == 1


async def test_where_every_chat_shut_the_bot_out_a_person_has_to_know(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    await outside.post("writer/block", chat=ADA)
    article, [review] = await at_review(desk, ReviewKind.FINAL, account)
    with pytest.raises(NeedsPerson, match="may not write to this chat"):
        await under_lease(show_final, article.id)
    async with desk.database.session() as session:
        assert (await reviews.review(session, review.id)).shown_at is None


async def test_the_article_comes_whole_once_and_then_each_image_with_its_place(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article, _ = await at_review(desk, ReviewKind.IMAGE, account)
    for _ in range(2):
        await under_lease(show_images, article.id)
    text, page, cover, other = await bot_messages(outside)
    assert "🖼 cover — The cover (made with AI)" in str(text["text"])
    assert page["document"]["file_name"] == f"article-{article.id}-with-images.html"  # type: ignore[index]
    assert cover["photo"]
    head = "Image “cover”, try 1 · 1 more to decide · cover, which Medium shows in its lists\nStands under “How”\n"
    assert str(cover["caption"]).startswith(f"{head}The cover (made with AI)")
    assert str(other["caption"]).startswith("Image “desk”, try 1 · 1 more to decide\nStands under “How”\n")
    assert "Keep all" in str(cover["buttons"])


async def test_a_chat_that_has_read_the_text_gets_it_with_its_images_alone(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    await a_text(desk, article, PICTURED)
    await under_lease(show_draft, article.id)
    before = len(await bot_messages(outside))
    await change(desk, article, stage=Stage.IMAGE_REVIEW)
    await an_image(desk, article, "cover")
    await under_lease(show_images, article.id)
    page, cover = (await bot_messages(outside))[before:]
    assert page["document"]["file_name"] == f"article-{article.id}-with-images.html"  # type: ignore[index]
    assert page["caption"] == "The text with its images in place."
    assert cover["photo"]


async def test_an_image_that_nobody_would_draw_is_asked_about_without_a_picture(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await an_article(desk, account, Stage.IMAGE_REVIEW)
    await a_text(desk, article, PICTURED)
    async with desk.database.session() as session:
        here = await articles.article(session, article.id)
        await ask_for_another_prompt(desk, session, here, "cover", 1)
    for _ in range(2):
        await under_lease(show_images, article.id)
    *_, card = await bot_messages(outside)
    assert not card["photo"]
    assert "refuses to draw this" in str(card["text"])
    assert "A harbour at dawn" in str(card["text"])
    assert "Keep" not in str(card["buttons"])
    assert "Leave out" in str(card["buttons"])


@pytest.mark.parametrize(
    ("stage", "fields", "words"),
    [
        (Stage.PUBLISHED, {"medium_url": "https://medium.com/p/1"}, "is out: https://medium.com/p/1"),
        (Stage.ON_HOLD, {"reason": "no <credit>"}, "is on hold: no <credit>. /resume 1"),
        (Stage.DROPPED, {}, "was dropped"),
        (Stage.FAILED, {"reason": "a bug"}, "could not go on: a bug"),
        (Stage.LEFT_AS_DRAFT, {"medium_url": "https://medium.com/p/1"}, "is a draft on Medium"),
    ],
)
async def test_every_end_is_told_once_in_its_own_words(
    desk: Services,
    outside: Outside,
    under_lease: Take,
    account: Account,
    stage: Stage,
    fields: dict[str, str],
    words: str,
) -> None:
    article = await an_article(desk, account, stage, topic="Me & {curly} <you>", **fields)
    for _ in range(2):
        await under_lease(tell_the_end, article.id)
    [told] = await bot_messages(outside)
    assert words in str(told["text"])
    assert "“Me & {curly} <you>”" in str(told["text"])


async def test_what_has_a_title_is_called_by_it(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await an_article(desk, account, Stage.ON_HOLD, topic="notebooks, angle: my grandfather, 900 words")
    await a_text(desk, article)
    await under_lease(tell_the_end, article.id)
    assert str((await bot_messages(outside))[-1]["text"]).startswith("⏸ “On keeping a notebook” is on hold")


async def test_the_same_end_reached_anew_is_told_anew(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await an_article(desk, account, Stage.ON_HOLD)
    await under_lease(tell_the_end, article.id)
    desk.clock.advance(hours=1)  # type: ignore[attr-defined]
    await change(desk, await reread(desk, article), stage_since=desk.clock())
    await under_lease(tell_the_end, article.id)
    assert len(await bot_messages(outside)) == 2


async def test_a_text_that_cannot_be_rendered_as_it_stands_comes_without_its_page(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    await a_text(desk, article, PLAIN.model_copy(update={"body": "> " * 200 + "deep\n\nA table of contents."}))
    await under_lease(show_draft, article.id)
    files = [each["document"]["file_name"] for each in await bot_messages(outside) if each["document"]]  # type: ignore[index]
    assert files == [f"article-{article.id}.md"]


async def test_later_rounds_say_what_changed_since_the_writer_looked(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    article, [first] = await at_review(desk, ReviewKind.DRAFT, account)
    await under_lease(show_draft, article.id)
    assert "What changed" not in str((await bot_messages(outside))[-1]["text"])
    async with desk.database.session() as session:
        (await reviews.review(session, first.id)).closed_at = desk.clock()
    for title in ("Never shown", "On keeping a diary"):
        await a_text(desk, article, PLAIN.model_copy(update={"title": title}))
    await under_lease(show_draft, article.id)
    card = str((await bot_messages(outside))[-1]["text"])
    assert "What changed:\n✏️ Title: “On keeping a notebook” → “On keeping a diary”\n\n" in card
