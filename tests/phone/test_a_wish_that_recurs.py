"""A wish that comes again and again becomes a question on the phone, and a rule only by a tap."""

import pytest

from integrations.simulators.scripted_writer import Seen
from tasks.voicing import propose_from_feedback
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
_WISH = "Please, no rhetorical questions!"
_RULE = "No rhetorical questions"


async def test_it_is_asked_about_in_every_chat_once_and_is_told_to_the_model_only_after_the_yes(cast: Company) -> None:
    async with cast.another("Bea") as bea:
        await cast.pair(bea)
        await cast.start("Ferries that are late", images=0)
        for revision in (1, 2):
            await cast.writer.say(_WISH, reply_to=await cast.writer.card("Approve", f"Revision {revision}"))
        await cast.writer.card("Approve", "Revision 3")
        await _looked_for_wishes()
        assert not await _asked_about(cast)
        await cast.start("Harbours in November", images=0)
        await cast.writer.say(_WISH, reply_to=await cast.writer.card("Approve", "Revision 1"))
        await cast.writer.card("Approve", "Revision 2")
        await _looked_for_wishes()

        card, beas = await cast.writer.card("Make it a rule"), await bea.card("Make it a rule")
        assert f"{_RULE}\n\nYou have asked for it several times" in card.words
        assert _WISH in card.words
        assert _RULE not in await _asked_of_the_model(cast, "The last tram home")
        made = f"Made a rule by {cast.account.label}"
        taps = await cast.writer.tap(card, "Make it a rule")
        assert made in await cast.writer.answers(taps)
        for writer, shown in ((cast.writer, card), (bea, beas)):
            assert not (await writer.turned(shown, made)).buttons
        assert _RULE in await _asked_of_the_model(cast, "A lamp that stays on")
        await _looked_for_wishes()
        assert len(await _asked_about(cast)) == 1
        await cast.nothing_came_twice(bea)


async def _looked_for_wishes() -> None:
    """As upkeep does, twice."""
    for _ in range(2):
        await propose_from_feedback.fn()


async def _asked_about(cast: Company) -> list[Seen]:
    return [seen for seen in await cast.writer.chat() if "make this a rule of the voice?" in seen.words]


async def _asked_of_the_model(cast: Company, topic: str) -> str:
    """What it was sent for the first draft about this."""
    await cast.start(topic, images=0)
    await cast.writer.card("Approve", "Revision 1")
    [draft] = [
        call["body"]
        for call in await cast.calls("model", "chat")
        if topic in call["body"] and "Task: draft" in call["body"]
    ]
    return str(draft)
