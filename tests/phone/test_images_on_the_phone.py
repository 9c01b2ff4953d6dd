"""The images on the phone: a photo of one's own, another place, and all the rest kept at once, each sent twice."""

import base64

import pytest

from models.domain.article import Stage
from tests.builders import png
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)


async def test_a_photo_of_ones_own_takes_a_place_another_is_moved_and_the_rest_is_kept_at_once(cast: Company) -> None:
    async with cast.another("Bea") as bea:
        await cast.pair(bea)
        article_id = await cast.start("Four windows to the sea", images=3)
        await cast.approve_text()
        first, second, third = [await cast.writer.card("Keep", "try 1") for _ in range(3)]
        await cast.asked(article_id)
        photo = base64.b64encode(png()).decode()
        await cast.writer.act("photo", content=photo, caption="My own window", reply_to=first.message_id)
        await cast.writer.message("Got it: your photo takes its place")
        await cast.writer.say("move it under the ceiling", reply_to=second)
        await cast.writer.message("ceiling")
        assert (await cast.article(article_id)).stage is Stage.IMAGE_REVIEW
        taps = await cast.writer.tap(third, "Keep all")
        assert (await cast.writer.answers(taps))[1].startswith("Already decided")
        await cast.approve_plan()
        await cast.until(article_id, Stage.PUBLISHED)
        [post] = await cast.posts()
        assert post["content"].count("<img") == 3
        assert "My own window" in post["content"]
        for writer in (cast.writer, bea):
            for shown in [seen for seen in await writer.chat() if seen.photo and seen.by == "bot"]:
                await cast.is_over(writer, shown)
            cards = [seen.words for seen in await writer.chat() if seen.photo and seen.by == "bot"]
            name = cast.account.label
            said = (f"Own photo handed in by {name}", f"Moved by {name}", f"Kept by {name}")
            assert [card for card in cards if not any(words in card for words in said)] == []
        await cast.nothing_came_twice(bea)
