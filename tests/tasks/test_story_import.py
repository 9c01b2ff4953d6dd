"""Stories that are on Medium are listed, picked by number, and continued here or read for the voice."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from deployments.import_desk import Wish, bring
from integrations.options import options_of
from integrations.services import Services
from models.domain.errors import Refused
from models.store import accounts, articles, texts
from models.tables import Account
from tests.builders import an_account
from tests.conftest import Outside

BODY = '<section data-field="body"><h3>On letters</h3><p>We <strong>wrote</strong> {n} &amp; more.</p></section>'
PAGE = f"<html><head><title>On letters</title></head><body>{BODY}</body></html>"


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    return await an_account(desk)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "medium.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("posts/2025-01-01_Letters-1.html", PAGE.format(n="one"))
        packed.writestr("posts/draft_Letters-2.html", PAGE.format(n="two"))
    return path


async def test_an_archive_is_listed_and_what_is_picked_becomes_a_text_to_review(
    desk: Services, account: Account, archive: Path
) -> None:
    listed = await bring(desk, archive, Wish())
    assert listed.splitlines()[:2] == ["   1. draft       On letters", "   2. 2025-01-01  On letters"]
    said = await bring(desk, archive, Wish(picks="all"))
    assert said.count("It begins at its review.") == 2
    assert said.count("on Medium already, so it goes there as a draft") == 1
    async with desk.database.session() as session:
        made = [await articles.article(session, number) for number in (1, 2)]
        bodies = [(await texts.require_current(session, each)).body for each in made]
    assert bodies == ["We **wrote** two \\& more.\n", "We **wrote** one \\& more.\n"]
    assert [options_of(each, account).status for each in made] == ["public", "draft"]
    assert "Nothing was imported" in await bring(desk, archive, Wish(picks="1-2"))


async def test_the_feed_is_listed_and_picked_from(desk: Services, account: Account, outside: Outside) -> None:
    with pytest.raises(Refused, match="no story"):
        await bring(desk, None, Wish())
    await outside.post("medium/by_hand", username="demo", title="Bees", content="<p>They hum.</p>", tags=["Bees"])
    assert "Bees" in await bring(desk, None, Wish())
    with pytest.raises(Refused, match="from 1 to 1"):
        await bring(desk, None, Wish(picks="2"))
    assert "Article 1 of demo: “Bees”" in await bring(desk, None, Wish(picks="1"))
    async with desk.database.session() as session:
        article = await articles.article(session, 1)
        text = await texts.require_current(session, article)
    assert (text.draft.title, text.body.strip()) == ("Bees", "They hum.")
    assert [tag.lower() for tag in article.tags] == ["bees"]


async def test_picked_stories_are_read_for_the_voice(desk: Services, account: Account, tmp_path: Path) -> None:
    path = tmp_path / "medium.zip"
    with ZipFile(path, "w") as packed:
        days = "".join(f"<p>We kept {n} bees. It was cold. Nobody came by.</p>" for n in range(40))
        packed.writestr("posts/2025-01-01_Winter-1.html", f"<title>Winter</title><body>{days}</body>")
    assert "rules were proposed from 1 stories" in await bring(desk, path, Wish(picks="1", for_voice=True))
    async with desk.database.session() as session:
        assert await articles.articles(session, (await accounts.account_named(session, "demo")).id) == []
