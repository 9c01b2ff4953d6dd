"""How one article goes out, changed at any time before its last approval, and by that approved."""

import pytest

from integrations.article_options import article_options
from integrations.services import Services
from models.domain.article import Stage
from models.domain.errors import Refused
from models.domain.review import Channel, ReviewKind
from models.tables import Article
from tasks.deciding import take_in
from tasks.lease import working_on
from tests.builders import ADA, a_person, a_text, an_account, an_article, asked, at_review, reread
from tests.conftest import Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import STRANGER


async def say(desk: Services, article: Article, words: str = "") -> str:
    return await article_options(desk, article.id, words, Channel.CONSOLE, None)


@pytest.mark.parametrize("stage", [Stage.QUEUED, Stage.DRAFTING, Stage.DRAFT_REVIEW, Stage.TAGGING, Stage.ON_HOLD])
async def test_options_are_set_long_before_the_last_card(desk: Services, stage: Stage) -> None:
    article = await an_article(desk, await an_account(desk, options={"notify_followers": True}), stage)
    assert "public" in await say(desk, article)
    said = await say(desk, article, "status: unlisted\nlicence: cc-by\ncategory: tech")
    assert said == "“Notebooks” goes out unlisted, CC BY 4.0, followers are notified, category tech."
    assert "canonical address https://a.example/x" in await say(desk, article, "canonical https://a.example/x")
    assert "canonical" not in await say(desk, article, "canonical off")
    kept = await reread(desk, article)
    assert (kept.options["status"], kept.options["licence"], kept.category) == ("unlisted", "cc-40-by", "tech")


async def test_at_the_last_review_it_is_a_change_that_is_asked_about_anew(desk: Services) -> None:
    article, [review] = await at_review(desk, ReviewKind.FINAL)
    assert "shown once more" in await say(desk, article, "licence cc0")
    async with working_on(article.id):
        await take_in(article.id)
    kept = await reread(desk, article)
    assert (kept.stage, kept.options) == (Stage.FINAL_REVIEW, {"licence": "cc-40-zero"})
    [again] = await asked(desk, kept, ReviewKind.FINAL)
    assert again.subject_hash != review.subject_hash


@pytest.mark.parametrize(
    ("stage", "said"), [(Stage.SCHEDULED, "take the approval back first"), (Stage.PUBLISHED, "cannot be changed now")]
)
async def test_what_is_approved_is_not_changed(desk: Services, stage: Stage, said: str) -> None:
    article = await an_article(desk, await an_account(desk), stage)
    with pytest.raises(Refused, match=said):
        await say(desk, article, "status draft")
    assert "public" in await say(desk, article)


@pytest.mark.parametrize("words", ["colour red", "status", "status: loud", "publication: Nowhere"])
async def test_what_is_no_option_changes_nothing(desk: Services, words: str) -> None:
    article = await an_article(desk, await an_account(desk))
    with pytest.raises(Refused):
        await say(desk, article, words)
    assert (await reread(desk, article)).options == {}


async def test_on_telegram_it_is_a_command_for_who_may_decide(desk: Services, outside: Outside, phone: Phone) -> None:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.DRAFT_REVIEW)
    await a_text(desk, article)
    await phone.write(f"/options {article.id} status unlisted")
    assert (await phone.said())[-1].startswith("“On keeping a notebook” goes out unlisted")
    await phone.write(f"/options {article.id} status draft", user=STRANGER)
    assert (await reread(desk, article)).options == {"status": "unlisted"}
    await phone.write(f"/options {article.id}")
    shown = (await phone.said())[-1]
    assert f"To change it: /options {article.id} licence cc-by. There is: status, licence, notify" in shown
    await phone.write("/options")
    assert "Which one?" in (await phone.said())[-1]
