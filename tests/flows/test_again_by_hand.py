"""A run that somebody lets go on after its article came to an end, as Prefect's pages allow."""

import pytest

from flows import article as story
from integrations.services import Services
from models.domain.article import Stage
from tests.builders import ADA, a_person, an_account, an_article
from tests.conftest import Outside


@pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.DROPPED, Stage.ON_HOLD, Stage.FAILED])
async def test_it_says_how_it_ended_once_and_does_nothing_else(desk: Services, outside: Outside, stage: Stage) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await an_article(desk, account, stage)
    states = [await story.publish_article.fn(article.id) for _ in range(3)]
    assert all(state.is_completed() for state in states)
    assert len(await outside.calls("telegram", "sendMessage")) == 1
    assert await outside.calls("model", "chat") == []
    assert await outside.stories() == []
