"""A voice on the phone: rules come one by one, each is tapped once, and /voice shows what goes into the prompt."""

import pytest

from deployments.voice_desk import decide as on_the_shell
from integrations import voice_desk
from integrations.services import Services
from integrations.telegram.voicing import offer
from models.domain.people import Role
from models.domain.voice import RuleOrigin, RuleState, Trait
from models.store import voices
from models.tables import Account, VoiceRule
from tests.builders import ADA, a_person, an_account
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import RIVAL, VIEWER

BOB = 5005


@pytest.fixture
async def account(desk: Services, phone: Phone) -> Account:
    for chat in (ADA, BOB):
        await phone.write("hello", chat=chat)
    account = await an_account(desk)
    await a_person(desk, account)
    await a_person(desk, account, BOB, Role.EDITOR)
    async with desk.database.session() as session:
        traits = [
            Trait(rule="Short <openings>", sentence="We left & ran.", story="Home"),
            Trait(rule="No questions", sentence="Nobody asked us anything.", story="Home"),
        ]
        await voices.propose(session, account.id, traits, RuleOrigin.STORIES, desk.clock())
    return account


async def state_of(desk: Services, rule_id: int) -> RuleState:
    async with desk.database.session() as session:
        rule: VoiceRule = await voices.rule(session, rule_id)
        return rule.state


async def last(outside: Outside, chat: int = ADA) -> dict[str, object]:
    return [each for each in await outside.messages(chat) if each["from"] == "bot"][-1]


async def test_one_rule_comes_at_a_time_with_its_sentence_and_only_once(
    desk: Services, outside: Outside, account: Account
) -> None:
    before = len(await outside.messages())
    for _ in range(2):
        await offer(desk, account.id)
    assert len(await outside.messages()) == before + 1
    text = str((await last(outside))["text"])
    assert text.startswith(
        "✍️ demo: make this a rule of the voice?\n\nShort <openings>\n\nIt stands on this sentence of “Home”:"
    )
    assert text.endswith("We left & ran.")


async def test_a_tap_decides_every_card_shows_it_and_the_next_rule_comes(
    desk: Services, phone: Phone, outside: Outside, account: Account
) -> None:
    await offer(desk, account.id)
    ours, theirs = int(str((await last(outside))["message_id"])), int(str((await last(outside, BOB))["message_id"]))
    assert (await phone.tap(ours, "✅ Make it a rule"))["text"] == "Made a rule by Owner"
    for message, chat in ((ours, ADA), (theirs, BOB)):
        shown = await phone.shown(message, chat)
        assert shown["text"].endswith("Made a rule by Owner")
        assert shown["buttons"] == []
    assert "No questions" in str((await last(outside))["text"])
    assert await state_of(desk, 1) is RuleState.ACCEPTED


async def test_a_tap_after_the_decision_is_told_and_changes_nothing(
    desk: Services, phone: Phone, outside: Outside, account: Account
) -> None:
    await offer(desk, account.id)
    card = int(str((await last(outside))["message_id"]))
    await voice_desk.decide(desk, 1, RuleState.REFUSED)
    assert (await phone.tap(card, "✅ Make it a rule"))["text"] == "Already decided: Refused on the shell."
    assert await state_of(desk, 1) is RuleState.REFUSED


async def test_a_rule_that_is_decided_on_the_shell_settles_every_card_of_it_and_the_next_one_comes(
    desk: Services, phone: Phone, outside: Outside, account: Account
) -> None:
    await offer(desk, account.id)
    ours, theirs = int(str((await last(outside))["message_id"])), int(str((await last(outside, BOB))["message_id"]))
    said = [await on_the_shell(desk, 1, state) for state in (RuleState.ACCEPTED, RuleState.REFUSED)]
    assert [each.startswith("It was decided before.") for each in said] == [False, True]
    for message, chat in ((ours, ADA), (theirs, BOB)):
        shown = await phone.shown(message, chat)
        assert shown["text"].endswith("Made a rule on the shell")
        assert shown["buttons"] == []
        assert ["No questions" in each for each in await phone.said(chat)].count(True) == 1


async def test_of_many_taps_the_first_counts_and_the_voice_changes_once(
    desk: Services, phone: Phone, outside: Outside, account: Account
) -> None:
    await offer(desk, account.id)
    card = int(str((await last(outside))["message_id"]))
    await outside.post("writer/tap", chat=ADA, message_id=card, text="✅ Make it a rule", times=4)
    await phone.deliver(times=2)
    async with desk.database.session() as session:
        assert len(await voices.versions(session, account.id)) == 1


async def test_nobody_else_decides_about_a_voice(
    desk: Services, phone: Phone, outside: Outside, account: Account
) -> None:
    for chat in (VIEWER, RIVAL):
        await phone.write("hello", chat=chat)
    await a_person(desk, account, VIEWER, Role.VIEWER)
    await a_person(desk, await an_account(desk, "rival"), RIVAL)
    await offer(desk, account.id)
    card = int(str((await last(outside, VIEWER))["message_id"]))
    answer = await phone.tap(card, "✅ Make it a rule", chat=VIEWER)
    assert (answer["text"], answer["show_alert"]) == (
        "You are not paired with this account, so you cannot decide here.",
        True,
    )
    assert await state_of(desk, 1) is RuleState.PROPOSED


@pytest.mark.parametrize(
    "data", ["v:1", "v:1:proposed", "v:01:accepted", "v:x:accepted", "v:1:maybe", "v:4711:refused"]
)
async def test_a_forged_tap_gets_a_clear_answer(
    desk: Services, phone: Phone, outside: Outside, account: Account, data: str
) -> None:
    await offer(desk, account.id)
    card = int(str((await last(outside))["message_id"]))
    tapped = await outside.post("writer/tap", chat=ADA, message_id=card, text="🚫 No")
    [*_, update] = await desk.bot.get_updates(timeout=0)
    body = update.to_dict()
    body["callback_query"]["data"] = data
    await phone.mailbox.receive([body])
    await phone.mailbox.handle_waiting()
    answer = await phone.answer_to(tapped["callback_query_id"])
    assert answer["text"] in ("This button is not one of mine.", "There is no rule 4711.")
    assert await state_of(desk, 1) is RuleState.PROPOSED


async def test_voice_shows_what_goes_into_the_prompt_and_brings_the_next_rule(
    desk: Services, phone: Phone, outside: Outside, account: Account
) -> None:
    await voice_desk.decide(desk, 1, RuleState.ACCEPTED)
    for _ in range(2):
        await phone.write("/voice")
    *_, card, said, again = await phone.said()
    assert "No questions" in card
    assert said == again
    assert "This goes into the prompt as the voice:\n\ndemo\n- Short <openings> For example: “We left & ran.”" in said
    assert said.endswith("1 proposed rules wait for your word.")


async def test_a_chat_that_shut_the_bot_out_keeps_no_other_from_its_rule(
    desk: Services, outside: Outside, account: Account
) -> None:
    await outside.post("writer/block", chat=ADA)
    await offer(desk, account.id)
    assert "Short <openings>" in str((await last(outside, BOB))["text"])
