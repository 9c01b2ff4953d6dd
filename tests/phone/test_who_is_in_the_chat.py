"""Who is in which chat: pairing, strangers, several chats and accounts, groups with topics, a bot that is shut out."""

import itertools

import pytest

from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
_groups = itertools.count(7001)


async def test_a_stranger_gets_one_line_and_can_do_nothing_until_a_code_pairs_the_chat(cast: Company) -> None:
    article_id = await cast.start("Letters to nobody", images=0)
    await cast.asked(article_id)
    async with cast.another("Mallory") as stranger:
        for words in (
            "hello",
            "/queue",
            f"/hold {article_id}",
            "/new Mine",
            "/start no-such-code",
            "/start no-such-code",
        ):
            await stranger.say(words)
        await stranger.message("This code is not valid any more.")
        said = [seen.words for seen in await stranger.chat() if seen.by == "bot"]
        assert len(said) == 2
        assert said[0] == "Hello! I am a private writing desk and only speak with paired chats."
        assert (await cast.article(article_id)).stage is Stage.DRAFT_REVIEW
        await cast.pair(stranger)
        await cast.look_after()
        await stranger.card("Approve", "Revision 1")  # who is paired later is shown what waits
        await cast.nothing_came_twice(stranger)


async def test_of_several_chats_any_decides_and_all_see_who_did(cast: Company) -> None:
    async with cast.another("Bea") as bea:
        await cast.pair(bea)
        article_id = await cast.start("Two keys to one house", images=0)
        mine, hers = await cast.writer.card("Approve", "Revision 1"), await bea.card("Approve", "Revision 1")
        await cast.asked(article_id)
        told = await bea.answers(await bea.tap(hers, "Approve"))
        assert told == ["Approved by Bea", "Already decided: Approved by Bea."]
        for writer, card in ((cast.writer, mine), (bea, hers)):
            assert (await writer.turned(card, "Approved by Bea")).buttons == []
        await cast.writer.say("Make it shorter", reply_to=mine)
        await cast.writer.message("This was already decided: Approved by Bea")
        await cast.writer.card("Approve", "Tags, in order")
        await bea.tap(await bea.card("Approve", "Tags, in order"), "Approve")
        await cast.until(article_id, Stage.PUBLISHED)
        await cast.writer.message("is out")
        await bea.message("is out")
        assert len(await cast.posts()) == 1
        await cast.nothing_came_twice(bea)


async def test_one_chat_serves_two_accounts_and_each_card_belongs_to_its_own(cast: Company) -> None:
    async with Company.assembled(cast.simulators_url, cast.desk, taps=2) as other:
        await other.pair(cast.writer)
        mine, theirs = await cast.start("North wind", images=0), await other.start("South wind", images=0)
        for _ in ("the text", "tags and time", "the other's text", "the other's tags and time"):
            await cast.writer.tap(await cast.writer.card("Approve"), "Approve")
        await cast.until(mine, Stage.PUBLISHED)
        await other.until(theirs, Stage.PUBLISHED)
        assert [len(await each.posts()) for each in (cast, other)] == [1, 1]
        await cast.writer.say("/new East wind")
        asked = await cast.writer.card(other.account.label, "For which account?")
        assert asked.has_button(cast.account.label)
        await cast.nothing_came_twice(other.writer)


async def test_in_a_group_with_topics_the_account_stays_in_its_topic_and_others_only_watch(cast: Company) -> None:
    group = -next(_groups)
    async with cast.another("Ada", group, 8001) as ada, cast.another("Eve", group, 8002) as eve:
        await ada.act("text", type="supergroup", text="/help")
        thread = int((await ada.act("topics", name="Drafts"))["thread"])
        await cast.pair(ada, thread=thread)
        article_id = await cast.start("A street with two names", images=0)
        card = await ada.card("Approve", "Revision 1")
        assert card.thread == thread
        assert set(await eve.answers(await eve.tap(card, "Approve"))) == {
            "You are not paired with this account, so you cannot decide here."
        }
        await eve.say("Make it longer", reply_to=card, thread=thread)
        await eve.message("You are not paired with this account")
        await eve.say("What a nice street", thread=thread)
        await ada.say('Change the title to "Two names"', reply_to=card, thread=thread)
        second = await ada.card("Approve", "Revision 2")
        assert second.thread == thread
        await cast.asked(article_id)
        await ada.tap(second, "Approve")
        await ada.card("Approve", "Tags, in order")
        said = [seen for seen in await ada.chat() if seen.by == "bot" and seen.message_id > card.message_id]
        assert {seen.thread for seen in said} == {thread}
        await cast.nothing_came_twice(ada)


async def test_a_group_that_becomes_a_supergroup_is_followed_and_its_open_card_counts_there(cast: Company) -> None:
    group, grown = -next(_groups), -1_000_000_000_000 - next(_groups)
    async with cast.another("Ada", group, 8101) as before, cast.another("Ada", grown, 8101) as after:
        await before.act("text", type="group", text="/help")
        await cast.pair(before)
        article_id = await cast.start("A market that grew", images=0)
        await before.card("Approve", "Revision 1")
        await cast.asked(article_id)
        await before.act("migrate", to=grown)
        await cast.is_let_in(grown)
        await cast.look_after()
        card = await after.card("Approve", "Revision 1")
        assert await after.answers(await after.tap(card, "Approve", times=1)) == ["Approved by Ada"]
        await after.card("Approve", "Tags, in order")


async def test_who_blocks_the_bot_is_missed_elsewhere_and_the_last_chat_puts_the_article_on_hold(cast: Company) -> None:
    async with cast.another("Bea") as bea:
        await cast.pair(bea)
        article_id = await cast.start("A door that closes", images=0)
        await bea.card("Approve", "Revision 1")
        await cast.writer.card("Approve", "Revision 1")
        await cast.asked(article_id)
        await bea.act("block")
        await cast.writer.message("I was blocked or removed in “Bea”")
        assert (await cast.article(article_id)).stage is Stage.DRAFT_REVIEW
        await cast.writer.act("block")
        held = await cast.until(article_id, Stage.ON_HOLD)
        assert "let it in again, or pair another chat" in held.reason
        await cast.writer.act("unblock")
        await cast.writer.say(f"/resume {article_id}")
        await cast.writer.tap(await cast.writer.card("Approve", "Revision 1"), "Approve")
        await cast.writer.card("Approve", "Tags, in order")


async def test_a_group_that_removes_the_bot_is_asked_nothing_until_it_is_let_in_again(
    cast: Company,
) -> None:
    group = -next(_groups)
    async with cast.another("Ada", group, 8201) as ada:
        await ada.act("text", type="supergroup", text="/help")
        await cast.pair(ada)
        await ada.act("kick")
        await cast.writer.message("I was blocked or removed in “Newsroom”")
        article_id = await cast.start("A bench in the park", images=0)
        await cast.writer.card("Approve", "Revision 1")
        await cast.asked(article_id)
        assert not [seen for seen in await ada.chat() if "Revision 1" in seen.words]
        await ada.act("join")
        await cast.is_let_in(group)
        await cast.look_after()
        await ada.card("Approve", "Revision 1")
        assert len([seen for seen in await cast.writer.chat() if seen.has_button("Approve")]) == 1
