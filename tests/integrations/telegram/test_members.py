"""Chats that shut the bot out, let it in again or get another number, strangers who try codes, groups with topics."""

import pytest

from integrations.services import Services
from integrations.telegram.pairing import make_code
from integrations.telegram.settling import settle
from models.domain.article import Stage
from models.domain.errors import TryLater
from models.domain.people import Role
from models.domain.review import ReviewKind, Verdict
from models.store import accounts, reviews
from models.tables import Chat
from tasks.lease import working_on
from tasks.reviewing import show_final
from tests.builders import ADA, a_person, an_account, at_review, decided, reread
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import STRANGER, VIEWER, Scene, account_of, card_of, mark_shown

GROUP, SUPERGROUP = -500, -100500


async def chats(desk: Services, telegram_chat_id: int) -> list[Chat]:
    async with desk.database.session() as session:
        return list(await accounts.chats_at(session, telegram_chat_id))


async def is_shown(desk: Services, scene: Scene) -> bool:
    async with desk.database.session() as session:
        return (await reviews.review(session, scene.review.id)).shown_at is not None


async def pair_group(desk: Services, phone: Phone, outside: Outside, account_id: int, **how: object) -> None:
    async with desk.database.session() as session:
        code = await make_code(session, account_id, desk.clock())
    await phone.write(f"/start {code}", chat=GROUP, user=ADA, **how)


async def show(article_id: int) -> None:
    async with working_on(article_id):
        await show_final.fn(article_id)


async def test_an_article_that_nobody_can_be_asked_about_any_more_is_held_with_the_reason(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/block", chat=ADA)
    await phone.deliver()
    article = await reread(desk, scene.article)
    assert article.stage is Stage.ON_HOLD
    assert article.reason.startswith("the bot was blocked or removed in the only chat of demo")
    assert [chat.left_at for chat in await chats(desk, ADA)] == [desk.clock()]


async def test_while_another_chat_is_there_nothing_is_held_and_it_is_told(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await phone.write("hello", chat=VIEWER)
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.EDITOR)
    await outside.post("writer/block", chat=ADA)
    await phone.deliver()
    assert (await reread(desk, scene.article)).stage is Stage.DRAFT_REVIEW
    assert (await phone.said(VIEWER))[-1] == "I was blocked or removed in “Ada”, a chat of demo."


async def test_an_owner_who_is_paired_elsewhere_is_told_there(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    account = await an_account(desk, "group account")
    await pair_group(desk, phone, outside, account.id, type="group")
    await outside.post("writer/kick", chat=GROUP, user=ADA)
    await phone.deliver()
    assert (await phone.said())[-1].startswith("I was blocked or removed in “Newsroom”, a chat of group account.")


async def test_a_chat_that_lets_the_bot_in_again_is_shown_what_waits(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await outside.post("writer/text", chat=VIEWER, text="hello")
    await a_person(desk, await account_of(desk, scene), VIEWER, Role.EDITOR)
    await mark_shown(desk, scene)
    await outside.post("writer/block", chat=ADA)
    await outside.post("writer/unblock", chat=ADA)
    await phone.deliver()
    assert [chat.left_at for chat in await chats(desk, ADA)] == [None]
    assert not await is_shown(desk, scene)


async def test_a_group_that_becomes_a_supergroup_is_written_to_there_and_shown_what_waits_again(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    account = await account_of(desk, scene)
    await pair_group(desk, phone, outside, account.id, type="group")
    await mark_shown(desk, scene)
    await outside.post("writer/migrate", chat=GROUP, user=ADA, to=SUPERGROUP)
    await phone.deliver()
    assert await chats(desk, GROUP) == []
    assert len(await chats(desk, SUPERGROUP)) == 1
    assert not await is_shown(desk, scene)
    assert await phone.said(SUPERGROUP) == []


async def test_a_supergroup_is_found_by_writing_too_where_its_news_was_missed(
    desk: Services, phone: Phone, outside: Outside
) -> None:
    account = await an_account(desk)
    await pair_group(desk, phone, outside, account.id, type="group")
    await outside.post("writer/migrate", chat=GROUP, user=ADA, to=SUPERGROUP)
    article, _ = await at_review(desk, ReviewKind.FINAL, account)
    with pytest.raises(TryLater, match="became a supergroup"):
        await show(article.id)
    await show(article.id)
    assert len([said for said in await phone.said(SUPERGROUP) if "Goes out" in said]) == 1


async def test_a_card_in_a_group_that_is_another_one_now_keeps_no_other_card_from_changing(
    desk: Services, phone: Phone, scene: Scene, outside: Outside
) -> None:
    await pair_group(desk, phone, outside, (await account_of(desk, scene)).id, type="group")
    await card_of(desk, scene.review, GROUP)
    theirs = await card_of(desk, scene.review, ADA)
    await outside.post("writer/migrate", chat=GROUP, user=ADA, to=SUPERGROUP)
    await decided(desk, scene.review, Verdict.APPROVE)
    assert await settle(desk) == 3
    assert "Approved by console" in (await phone.shown(theirs))["text"]


async def test_a_stranger_who_tries_codes_is_told_once_in_ten_minutes(phone: Phone, scene: Scene, clock: Clock) -> None:
    for number in range(5):
        await phone.write(f"/start guess{number}", chat=STRANGER)
    assert len(await phone.said(STRANGER)) == 1
    clock.advance(minutes=10)
    await phone.write("/start again", chat=STRANGER)
    assert len(await phone.said(STRANGER)) == 2


async def test_an_account_is_spoken_of_in_the_topic_in_which_it_was_paired(
    desk: Services, phone: Phone, outside: Outside
) -> None:
    account = await an_account(desk)
    await outside.post("writer/text", chat=GROUP, user=ADA, type="supergroup", text="hello")
    topic = (await outside.post("writer/topics", chat=GROUP, user=ADA, name="Drafts"))["thread"]
    await pair_group(desk, phone, outside, account.id, thread=topic)
    article, _ = await at_review(desk, ReviewKind.FINAL, account)
    await show(article.id)
    card = (await outside.messages(GROUP))[-1]
    assert (card["thread"], card["buttons"] != []) == (topic, True)


async def test_being_let_into_an_unknown_group_says_nothing(phone: Phone, outside: Outside) -> None:
    await outside.post("writer/join", chat=-900, user=ADA)
    await phone.deliver()
    assert await outside.calls("telegram", "sendMessage") == []
