"""What a tap changes about its message is changed once for that tap, however often the tap is handled."""

import pytest

from integrations.services import Services
from integrations.telegram.tapped import Tapped, tapped
from models.domain.errors import TryLater
from models.store import accounts
from tests.builders import ADA
from tests.conftest import Outside
from tests.integrations.telegram.scene import Scene

_BUTTONS, _TEXT = "editMessageReplyMarkup", "editMessageText"


@pytest.fixture
async def card(desk: Services, scene: Scene) -> Tapped:
    async with desk.database.session() as session:
        return tapped(desk, "4711", (await accounts.chats_at(session, ADA))[0], scene.card)


async def test_a_tap_that_is_handled_again_changes_its_card_once(outside: Outside, card: Tapped) -> None:
    for _ in range(2):
        await card.rebutton(())
    assert len(await outside.calls("telegram", _BUTTONS)) == 1


async def test_another_tap_changes_it_again(outside: Outside, desk: Services, card: Tapped) -> None:
    for tap in ("4711", "4712"):
        await tapped(desk, tap, card.chat, card.message_id).edit(f"after {tap}")
    assert len(await outside.calls("telegram", _TEXT)) == 2


async def test_what_telegram_had_no_time_for_is_changed_by_the_next_who_comes(outside: Outside, card: Tapped) -> None:
    await outside.suffer("telegram", _TEXT, "status", status=429, retry_after=1, count=1)
    with pytest.raises(TryLater):
        await card.edit("Got it.")
    await card.edit("Got it.")
    assert (await outside.messages())[-1]["text"] == "Got it."
