"""An article that a bench copied, so that ten thousand can wait, is one that its writer can bring to Medium."""

import pytest

from bench.copies import copy_crowd
from bench.crowd import waiting
from bench.wire import Wire
from deployments.rehearsal import Rehearsal
from integrations.services import Services
from models.domain.article import Stage
from models.domain.review import ReviewKind
from tests.journeys.cast import Cast

pytestmark = pytest.mark.timeout(120)


async def test_a_copied_article_resumes_at_a_tap_as_the_one_it_was_copied_from(
    stack: Rehearsal, desk: Services, cast: Cast
) -> None:
    article_id = await cast.start("Sheds by the sea")
    await cast.writer.card("Approve", "Revision 1")
    async with Wire.to(stack.simulators_url) as wire:
        pattern = await waiting(desk, article_id)
        copies = await copy_crowd(desk, wire, pattern, 2)
        assert {each.article_id for each in copies}.isdisjoint({article_id})
        for each in copies:
            assert (await cast.flow_run(await cast.article(each.article_id)))["state_name"] == "Suspended"
        tapped, other = copies
        since = await wire.last_change(tapped.chat)
        query = await wire.tap(tapped.chat, tapped.card, "✅ Approve")
        await wire.see(tapped.chat, "try 1", since)
        assert await wire.answered_after_ms(tapped.chat, query) > 0
        await cast.rests(tapped.article_id, after=Stage.DRAFT_REVIEW)
        image = await waiting(desk, tapped.article_id, ReviewKind.IMAGE)
        await wire.tap(image.chat, image.card, "✅ Keep")
        await cast.until(tapped.article_id, Stage.FINAL_REVIEW)
        assert (await cast.article(other.article_id)).stage is Stage.DRAFT_REVIEW
