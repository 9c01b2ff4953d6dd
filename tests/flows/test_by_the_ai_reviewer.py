"""The story itself, step by step, where an AI reviewer stands in: no step ever waits for a person."""

import pytest

from flows import article as story
from integrations.services import Services
from models.domain.article import Stage
from models.domain.assessment import ReviewerMode
from tasks.lease import working_on
from tasks.standing import where_it_stands
from tests.builders import an_account, an_article
from tests.conftest import Outside

pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")


async def test_an_article_goes_from_its_topic_to_its_seal_without_a_person(desk: Services, outside: Outside) -> None:
    account = await an_account(desk, reviewer=ReviewerMode.AI, words=300)
    article = await an_article(desk, account, Stage.QUEUED)
    await outside.post("model/script", schema_name="review", content="no answer of use")
    seen = list[Stage]()
    async with working_on(article.id):
        while (standing := await where_it_stands(article.id)).stage is not Stage.SCHEDULED and len(seen) < 20:
            seen.append(standing.stage)
            await story.take_next_step(article.id, standing)
    assert seen == [
        Stage.QUEUED,
        Stage.DRAFTING,
        Stage.DRAFT_REVIEW,
        Stage.ILLUSTRATING,
        Stage.IMAGE_REVIEW,
        Stage.TAGGING,
        Stage.FINAL_REVIEW,
    ]
    assert await outside.calls("telegram", "sendMessage") == [], "there is nobody to ask"
