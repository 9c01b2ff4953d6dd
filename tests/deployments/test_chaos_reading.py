"""Chaos reads what writers are shown. Where the words of a card change, it has to learn them."""

from datetime import UTC, datetime

import pytest

from deployments.chaos.approved import options_on, tags_on
from deployments.chaos.inquest import tells_an_end
from integrations.telegram.cards import final_card
from models.domain.article import Stage
from models.domain.publication import PublishingOptions
from models.domain.publications import options_in_words
from tasks import telling

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
TAGS = ("quiet", "slow days", "tides", "harbours", "one more")


@pytest.mark.parametrize("is_past", [False, True])
def test_the_last_card_tells_its_tags_and_options(is_past: bool) -> None:
    options = options_in_words(PublishingOptions())
    card = final_card("Tides", TAGS, AT, "UTC", options, article_id=7, grace_minutes=120, is_past=is_past)
    assert (tags_on(card), options_on(card)) == (TAGS, options)


def test_only_a_published_and_a_dropped_article_are_at_their_end() -> None:
    words = {"topic": "Tides", "where": ": https://medium.com/p/1", "reason": "?", "because": "", "late": "", "id": 1}
    ends = {stage for stage, told in telling._TOLD.items() if tells_an_end(told.format(**words))}
    assert ends == {Stage.PUBLISHED, Stage.DROPPED}
