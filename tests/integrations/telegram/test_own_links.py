"""The link of a writer who published by hand: it ends the article, once, and only where it is that article's story."""

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.draft import Draft
from models.domain.people import Role
from models.tables import Account, Article
from tasks.lease import working_on
from tasks.telling import tell_the_end
from tests.builders import ADA, PLAIN, a_person, a_text, an_account, an_article, change, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import STRANGER, VIEWER

ID, OTHER_ID = "7b2b11c482f9", "0123456789ab"
LINK = f"https://medium.com/@demo/on-keeping-a-notebook-{ID}"


async def handed(
    desk: Services, outside: Outside, account: Account | None = None, draft: Draft = PLAIN, topic: str = "Notebooks"
) -> tuple[Article, int]:
    """An article that waits for its link, and the number of its card on Ada's phone."""
    if account is None:
        await outside.post("writer/text", chat=ADA, text="hello")
        account = await an_account(desk, token=None)
        await a_person(desk, account)
    article = await an_article(desk, account, Stage.HANDED_OFF, topic=topic, tags=["Writing"])
    await a_text(desk, article, draft)
    async with working_on(article.id):
        await tell_the_end.fn(article.id)
    return article, (await outside.messages())[-1]["message_id"]


async def account_of(desk: Services, article: Article) -> Account:
    async with desk.database.session() as session:
        return await session.get_one(Account, article.account_id)


async def test_a_link_in_reply_to_the_card_publishes_it_once_however_often_it_comes(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    article, card = await handed(desk, outside)
    for _ in range(2):
        await phone.write(f"Here it is: {LINK}?source=friends_link", reply_to=card)
    out = await reread(desk, article)
    assert (out.stage, out.medium_post_id, out.medium_url) == (Stage.PUBLISHED, ID, LINK)
    assert out.published_at == out.told_at == desk.clock()
    assert (await phone.said())[-2:] == [
        f"🎉 “On keeping a notebook” is out: {LINK}",
        f"“On keeping a notebook” is out already: {LINK}",
    ]


async def test_an_update_that_telegram_sends_twice_is_answered_once(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    _, card = await handed(desk, outside)
    await outside.post("writer/text", chat=ADA, text=LINK, reply_to=card)
    await phone.deliver(times=2)
    assert [each for each in await phone.said() if " is out" in (each or "")] == [
        f"🎉 “On keeping a notebook” is out: {LINK}"
    ]


async def test_a_lone_link_belongs_to_the_only_one_that_waits(desk: Services, outside: Outside, phone: Phone) -> None:
    article, _ = await handed(desk, outside)
    for _ in range(2):
        await phone.write(LINK)
    assert (await reread(desk, article)).stage is Stage.PUBLISHED
    assert (await phone.said())[-1] == f"“On keeping a notebook” is out already: {LINK}"


async def test_of_several_that_wait_the_title_tells_or_it_is_asked(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    first, _ = await handed(desk, outside)
    mine = await account_of(desk, first)
    other = PLAIN.model_copy(update={"title": "The sea at noon"})
    second, _ = await handed(desk, outside, mine, other, "The sea")
    await phone.write(f"https://medium.com/p/{ID}")
    assert (
        "Several articles wait for their link: “On keeping a notebook”, “The sea at noon”." in (await phone.said())[-1]
    )
    await phone.write(f"https://medium.com/p/the-sea-at-noon-{ID}")
    assert [(await reread(desk, each)).stage for each in (first, second)] == [Stage.HANDED_OFF, Stage.PUBLISHED]


async def test_words_in_reply_to_the_card_are_asked_for_the_link(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    article, card = await handed(desk, outside)
    await phone.write("done!", reply_to=card)
    assert "reply here with its address" in (await phone.said())[-1]
    await phone.write("https://medium.com/p/7b2b11c482f9/edit", reply_to=card)
    assert "editor's address" in (await phone.said())[-1]
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF


async def test_a_story_of_somebody_else_is_refused(desk: Services, outside: Outside, phone: Phone) -> None:
    article, card = await handed(desk, outside)
    await an_account(desk, "rival", token=None)
    async with desk.database.session() as session:
        (await session.get_one(Account, 2)).medium_username = "Rival"
    await phone.write(f"https://medium.com/@rival/on-{ID}", reply_to=card)
    assert "by @rival, which is the account rival, and not demo" in (await phone.said())[-1]
    await phone.write(f"https://rival.medium.com/on-{ID}", reply_to=card)
    assert "which is the account rival" in (await phone.said())[-1]
    await phone.write(f"https://medium.com/@nobody/on-{ID}", reply_to=card)
    assert "by @nobody, and demo writes as @demo" in (await phone.said())[-1]
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF


async def test_a_story_that_is_another_articles_is_refused(desk: Services, outside: Outside, phone: Phone) -> None:
    article, card = await handed(desk, outside)
    mine = await account_of(desk, article)
    await an_article(desk, mine, Stage.PUBLISHED, topic="The sea", medium_post_id=ID, medium_url=LINK)
    await phone.write(LINK, reply_to=card)
    assert "That story is “The sea”, another article. Which address has “On keeping" in (await phone.said())[-1]
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF


async def test_an_article_that_is_out_takes_no_second_story(desk: Services, outside: Outside, phone: Phone) -> None:
    article, card = await handed(desk, outside)
    await phone.write(LINK, reply_to=card)
    await phone.write(f"https://medium.com/@demo/other-{OTHER_ID}", reply_to=card)
    assert (await phone.said())[-1] == f"“On keeping a notebook” is out already, as another story: {LINK}"
    assert (await reread(desk, article)).medium_post_id == ID


async def test_the_first_link_teaches_the_name_of_an_account_that_has_none(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    article, card = await handed(desk, outside)
    async with desk.database.session() as session:
        (await session.get_one(Account, article.account_id)).medium_username = None
    await phone.write(f"https://medium.com/@ada.l/on-{ID}", reply_to=card)
    assert (await phone.said())[-1].endswith("From now on I look for stories of demo in the feed of @ada.l.")
    assert (await account_of(desk, article)).medium_username == "ada.l"


@pytest.mark.parametrize("who", [VIEWER, STRANGER])
async def test_who_may_not_decide_ends_nothing(desk: Services, outside: Outside, phone: Phone, who: int) -> None:
    article, card = await handed(desk, outside)
    if who == VIEWER:
        await a_person(desk, await account_of(desk, article), VIEWER, Role.VIEWER)
    await phone.write(LINK, reply_to=card, user=who)
    assert (await phone.said())[-1] == "You are not paired with this account, so you cannot decide here."
    assert (await phone.tap(card, "🗑 Give it up", user=who))["show_alert"] is True
    assert (await reread(desk, article)).stage is Stage.HANDED_OFF


async def test_the_link_of_a_draft_on_medium_finishes_it_too(desk: Services, outside: Outside, phone: Phone) -> None:
    article, card = await handed(desk, outside)
    await change(desk, article, stage=Stage.LEFT_AS_DRAFT, medium_post_id=ID, medium_url=f"https://medium.com/p/{ID}")
    await phone.write(LINK, reply_to=card)
    out = await reread(desk, article)
    assert (out.stage, out.medium_url) == (Stage.PUBLISHED, LINK)


async def test_giving_it_up_takes_two_taps_and_a_link_comes_too_late_then(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    article, card = await handed(desk, outside)
    await phone.tap(card, "🗑 Give it up")
    await phone.tap(card, "↩️ No, back")
    assert [[each["text"] for each in row] for row in (await phone.shown(card))["buttons"]] == [["🗑 Give it up"]]
    await phone.tap(card, "🗑 Give it up")
    said = await phone.tap(card, "🗑 Yes, give it up")
    assert said["text"] == f"It was dropped. /resume {article.id} brings it back."
    assert (await reread(desk, article)).stage is Stage.DROPPED
    assert (await phone.shown(card))["buttons"] == []
    await phone.write(LINK)
    assert (await reread(desk, article)).stage is Stage.DROPPED


async def test_a_button_of_one_that_is_out_says_so_and_goes(desk: Services, outside: Outside, phone: Phone) -> None:
    article, card = await handed(desk, outside)
    await phone.write(LINK, reply_to=card)
    assert (await phone.tap(card, "🗑 Give it up"))["text"] == "It is out on Medium."
    assert (await phone.shown(card))["buttons"] == []
    assert (await reread(desk, article)).stage is Stage.PUBLISHED


async def test_a_link_where_nothing_waits_is_no_business_of_ours(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    await a_person(desk, await an_account(desk))
    await phone.write(LINK)
    assert (await phone.said())[-1].startswith("Nothing waits for your word right now.")
