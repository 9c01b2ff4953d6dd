"""`/new`: question by question, the time shown back in full, and queued once, at the last yes."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.services import Services
from models.domain.article import Stage
from models.domain.people import Role
from models.store import accounts, articles
from models.tables import Account, Article
from tests.builders import ADA, a_person, an_account, an_article
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import VIEWER, Scene, decision_on

NINE_ON_TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
async def account(desk: Services, phone: Phone) -> Account:
    account = await an_account(desk, zone="Europe/Berlin")
    await a_person(desk, account)
    return account


async def queued(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return list(await articles.articles(session))


async def last(outside: Outside) -> int:
    return int([each for each in await outside.messages() if each["buttons"]][-1]["message_id"])


async def test_an_article_is_asked_for_question_by_question_and_queued_at_the_last_yes(
    desk: Services, phone: Phone, account: Account, outside: Outside
) -> None:
    await phone.write("/new")
    assert (await phone.said())[-1] == "What is the article about? Write it, or /cancel."
    await phone.write("On <b>slow</b> mornings")
    assert (await phone.said())[-1].startswith("What should it say?")
    await phone.write("for people with small children")
    assert "“next tuesday 9am”, in the time of Europe/Berlin" in (await phone.said())[-1]
    await phone.write("next tuesday 9am")
    summary = (await phone.said())[-1]
    assert "On <b>slow</b> mornings, for demo\nfor people with small children" in summary
    assert "Goes out Tue 8 Dec 2026, 09:00 (Europe/Berlin)." in summary
    assert await queued(desk) == []
    await phone.tap(await last(outside), "✅ Yes, queue it")
    [article] = await queued(desk)
    assert (article.topic, article.brief) == ("On <b>slow</b> mornings", "for people with small children")
    assert (article.account_id, article.publish_at) == (account.id, NINE_ON_TUESDAY)
    said = (await phone.said())[-1]
    assert "is queued for Tue 8 Dec 2026, 09:00 (Europe/Berlin). Its writing begins Sat 5 Dec 2026, 09:00" in said


async def test_a_second_yes_says_what_was_queued_and_queues_nothing(
    desk: Services, phone: Phone, account: Account, outside: Outside
) -> None:
    await phone.write("/new Slow mornings")
    await phone.tap(await last(outside), "Skip")
    await phone.write("tomorrow 9am")
    card = await last(outside)
    await phone.tap(card, "✅ Yes, queue it", times=2)
    assert len(await queued(desk)) == 1
    shown = await phone.shown(card)
    assert (shown["buttons"], "Is that right?" in shown["text"]) == ([], False)
    assert next(each for each in await phone.said() if "is queued for" in each).startswith("Article 1, “Slow mornings”")
    await phone.write("and now?")
    assert (await phone.said())[-1].startswith("Nothing waits for your word")


async def test_a_yes_is_to_the_time_that_stands_above_it(
    desk: Services, phone: Phone, account: Account, outside: Outside
) -> None:
    await phone.write("/new Slow mornings")
    await phone.tap(await last(outside), "Skip")
    await phone.write("tomorrow 9am")
    earlier = await last(outside)
    await phone.write("next tuesday 9am")
    answer = await phone.tap(earlier, "✅ Yes, queue it")
    assert answer["text"] == "You named another time since. The newest message counts."
    assert await queued(desk) == []
    await phone.tap(await last(outside), "✅ Yes, queue it")
    assert [article.publish_at for article in await queued(desk)] == [NINE_ON_TUESDAY]


async def test_a_button_that_is_tapped_twice_asks_once(phone: Phone, account: Account, outside: Outside) -> None:
    await phone.write("/new Slow mornings")
    await phone.tap(await last(outside), "Skip", times=2)
    await phone.tap(await last(outside), "Next free slot", times=2)
    await phone.tap(await last(outside), "✅ Yes, queue it", times=2)
    said = await phone.said()
    assert len(said) == len(set(said)) == 4


async def test_with_several_accounts_the_account_is_tapped_and_only_ones_own_are_offered(
    desk: Services, phone: Phone, account: Account, outside: Outside
) -> None:
    other = await an_account(desk, "second")
    await an_account(desk, "not hers")
    async with desk.database.session() as session:
        person = await accounts.person_on_telegram(session, ADA)
        assert person is not None
        await accounts.pair(session, other.id, ADA, None, person, desk.clock())
    await phone.write("/new Slow mornings")
    card = await phone.shown(await last(outside))
    assert [row[0]["text"] for row in card["buttons"]] == ["demo", "second"]
    await phone.write("typed instead")
    assert (await phone.said())[-1] == "Tap the account that it is for, or /cancel."
    await phone.tap(card["message_id"], "second")
    await phone.tap(await last(outside), "Skip")
    await phone.tap(await last(outside), "Next free slot")
    assert "for second" in (await phone.said())[-1]
    assert "That is the next free slot." in (await phone.said())[-1]
    await phone.tap(await last(outside), "✅ Yes, queue it")
    [article] = await queued(desk)
    assert article.account_id == other.id


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yesterday", "“yesterday” is not a time I can read"),
        ("2020-01-01 09:00", "has already passed"),
        ("soon", "is not a time I can read"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_and_asked_again(
    desk: Services, phone: Phone, account: Account, outside: Outside, typed: str, said: str
) -> None:
    await phone.write("/new Slow mornings")
    await phone.tap(await last(outside), "Skip")
    await phone.write(typed)
    assert said in (await phone.said())[-1]
    await phone.write("2027-03-28 02:30")
    assert "does not exist, the clocks jump over it: 03:30 is taken." in (await phone.said())[-1]
    await phone.write("2027-10-31 02:30")
    assert "comes twice, since the clocks go back: the first one is taken." in (await phone.said())[-1]
    assert await queued(desk) == []


async def test_what_was_begun_can_be_left_and_its_buttons_are_void(
    desk: Services, phone: Phone, account: Account, outside: Outside
) -> None:
    await phone.write("/new Slow mornings")
    card = await last(outside)
    await phone.write("/cancel")
    assert (await phone.said())[-1] == "Cancelled."
    assert (await phone.tap(card, "Skip"))["text"] == "This is over. /new begins again."
    await phone.write("/cancel")
    assert (await phone.said())[-1] == "There is nothing to cancel."
    await phone.write("/new Other")
    await phone.tap(await last(outside), "Skip")
    await phone.write("tomorrow 9am")
    await phone.tap(await last(outside), "🗑 No, leave it")
    assert (await phone.said())[-1] == "Left. Nothing was queued."
    assert await queued(desk) == []


async def test_an_answer_that_comes_twice_is_one_answer(
    desk: Services, phone: Phone, account: Account, outside: Outside
) -> None:
    """As after a kill between the answer that was kept and the question that follows."""
    await phone.write("/new")
    await outside.post("writer/text", chat=ADA, text="Slow mornings")
    [*_, update] = await desk.bot.get_updates(timeout=0)
    for _ in range(2):
        await phone.bot.handle(update)
    assert len([each for each in await phone.said() if each.startswith("What should it say?")]) == 1
    assert not any(each.startswith("When should it go out?") for each in await phone.said())


async def test_a_topic_that_is_too_long_is_refused_with_the_reason(phone: Phone, account: Account) -> None:
    await phone.write("/new")
    await phone.write("x" * 301)
    assert (await phone.said())[-1].startswith("That is 301 characters; a topic has at most 300.")


async def test_a_reply_to_a_review_is_about_that_although_something_was_begun(
    desk: Services, phone: Phone, scene: Scene
) -> None:
    await phone.write("/new")
    await phone.write("shorter", reply_to=scene.card)
    assert await decision_on(desk, scene.review) is not None


async def test_what_was_begun_is_forgotten_after_a_day(
    phone: Phone, account: Account, clock: Clock, outside: Outside
) -> None:
    await phone.write("/new Slow mornings")
    clock.advance(hours=25)
    assert (await phone.tap(await last(outside), "Skip"))["text"] == "This is over. /new begins again."


async def test_who_may_only_look_cannot_begin_an_article(desk: Services, phone: Phone, account: Account) -> None:
    await a_person(desk, account, VIEWER, Role.VIEWER)
    await phone.write("/new", chat=VIEWER)
    assert (await phone.said(VIEWER))[-1] == "There is no account here for which you may do that."


@pytest.mark.parametrize("data", ["n:1", "n:x:yes:", "n:1:yes:", "n:4711:skip:"])
async def test_a_forged_button_is_refused(
    desk: Services, phone: Phone, account: Account, outside: Outside, data: str
) -> None:
    await phone.write("/new Slow mornings")
    await outside.post("writer/tap", chat=ADA, message_id=await last(outside), text="Skip")
    [*_, update] = await desk.bot.get_updates(timeout=0)
    body = update.to_dict()
    body["callback_query"]["data"] = data
    await phone.mailbox.receive([body])
    await phone.mailbox.handle_waiting()
    assert await queued(desk) == []


async def test_the_status_tells_how_many_wait_what_is_next_and_what_it_costs(
    desk: Services, phone: Phone, account: Account
) -> None:
    await an_article(desk, account, topic="Next one")
    for stage in (Stage.DRAFTING, Stage.SCHEDULED, Stage.SCHEDULED, Stage.HANDED_OFF, Stage.FAILED, Stage.DROPPED):
        await an_article(desk, account, stage, topic="Later", publish_at=desk.clock() + timedelta(days=9))
    await phone.write("/status")
    assert (await phone.said())[-1].splitlines() == [
        "demo",
        "1 waits for you, 1 in work, 1 queued, 2 scheduled, 1 stopped",
        "Next: “Next one”, Wed 2 Dec 2026, 10:00 (Europe/Berlin)",
        "Spent this month: $0.00",
    ]


async def test_settings_are_shown_and_set_in_words(desk: Services, phone: Phone, account: Account) -> None:
    await phone.write("/settings")
    assert "zone: Europe/Berlin" in (await phone.said())[-1]
    await phone.write("/settings zone Asia/Tokyo")
    assert (await phone.said())[-1] == "zone of demo: Asia/Tokyo"
    await phone.write("/settings demo zone Europe/Paris")
    assert (await phone.said())[-1] == "zone of demo: Europe/Paris"
    await phone.write("/settings zone Atlantis")
    assert "Atlantis" in (await phone.said())[-1]
    await phone.write("/settings colour blue")
    assert (await phone.said())[-1].startswith("There is no setting “colour”.")


async def test_what_an_account_may_spend_is_set_by_its_owners_alone(desk: Services, phone: Phone) -> None:
    account = await an_account(desk, ceiling_micro=20_000_000)
    await a_person(desk, account, role=Role.EDITOR)
    await phone.write("/settings ceiling 50")
    assert (await phone.said())[-1] == "Only an owner of demo changes its ceiling."
    async with desk.database.session() as session:
        assert (await accounts.account(session, account.id)).ceiling_micro == 20_000_000


async def test_an_unknown_command_is_told_what_there_is(phone: Phone, account: Account) -> None:
    await phone.write("/dance")
    assert (await phone.said())[-1].startswith("I do not know /dance.\n\nI bring you drafts")
