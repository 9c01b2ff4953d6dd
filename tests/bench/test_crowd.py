"""A kept home's waiting articles are found again, each by the card that counts."""

from bench.crowd import Waiting, waiting, waiting_now
from integrations.services import Services
from models.domain.review import ReviewKind
from tests.builders import a_card, a_person, an_account, an_article, at_review, change
from tests.conftest import Outside
from tests.recorded_prefect import RecordedPrefect


async def test_what_waits_for_its_draft_is_found_with_its_newest_card_and_nothing_else_is(
    desk: Services, outside: Outside, prefect: RecordedPrefect
) -> None:
    account = await an_account(desk)
    ada = await a_person(desk, account)
    assert ada.telegram_user_id is not None
    await outside.post("writer/text", chat=ada.telegram_user_id, user=ada.telegram_user_id, text="/start")
    article, [review] = await at_review(desk, ReviewKind.DRAFT, account)
    run_id = prefect.a_run()
    await change(desk, article, flow_run_id=run_id)
    await an_article(desk, account)
    await at_review(desk, ReviewKind.FINAL, account)
    await a_card(desk, review)
    newest = await a_card(desk, review)
    expected = Waiting(article.id, run_id, ada.telegram_user_id, newest)
    assert await waiting_now(desk) == [expected]
    assert await waiting(desk, article.id) == expected
