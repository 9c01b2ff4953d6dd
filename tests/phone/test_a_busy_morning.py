"""Thirty drafts on one morning in one chat: Telegram's rates are kept, and every article comes whole and in order."""

import dataclasses
from functools import partial

import httpx
import pytest

from integrations.services import Services
from integrations.telegram.pacing import Pace
from integrations.telegram.sender import Sender
from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(240)
_DRAFTS = 30
_WRITTEN_PER_SECOND = 7.0  # a real chat takes one, and the test would last for minutes
_TAKEN_PER_SECOND = 8.0


@pytest.fixture
async def desk(desk: Services) -> Services:
    return dataclasses.replace(desk, sender=Sender(desk.bots.bot, partial(Pace, _WRITTEN_PER_SECOND)))


async def test_thirty_drafts_come_each_with_its_text_and_its_card_and_telegram_refuses_no_message(
    cast: Company,
) -> None:
    limits = {"on": True, "chat_per_second": _TAKEN_PER_SECOND, "chat_burst": 8}
    async with httpx.AsyncClient(base_url=cast.simulators_url, trust_env=False) as http:
        (await http.post("/_sim/writer/limits", json=limits)).raise_for_status()
    begun = [await cast.start(f"A morning of letters, number {number}", images=0) for number in range(_DRAFTS)]
    for article_id in begun:
        await cast.until(article_id, Stage.DRAFT_REVIEW)
        await cast.asked(article_id)
    cards = [await cast.writer.card("Approve", "Revision 1") for _ in begun]
    assert len({card.words for card in cards}) == _DRAFTS
    before = 0
    for card in sorted(cards, key=lambda each: each.message_id):
        came = [seen for seen in await cast.writer.chat() if seen.by == "bot" and before < seen.message_id]
        own = [seen for seen in came if seen.message_id < card.message_id]
        files = [seen.document["file_name"].rpartition(".")[2] for seen in own if seen.document]
        assert files == ["md", "html"]
        assert any(seen.words.splitlines()[0] in card.words for seen in own if not seen.document and seen.entities)
        before = card.message_id
    sent = [call for method in ("sendMessage", "sendDocument") for call in await cast.calls("telegram", method)]
    assert len(sent) >= 4 * _DRAFTS
    assert not [call for call in sent if call["status"] == 429]
    await cast.nothing_came_twice()
