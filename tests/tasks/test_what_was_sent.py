"""One article with everything in it: what was POSTed beside what was approved, address by address."""

import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import SecretStr
from rich.console import Console

from deployments import publishing_desk
from integrations.comparison import compared
from integrations.services import Services
from models.domain.article import Stage
from models.domain.comparison import Comparison, compare
from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.image_references import reference_to, take_addresses_out
from models.domain.slots import slots_of
from models.store import articles
from models.tables import Account, Article, PublishAttempt
from tasks.asking import seal_of
from tasks.publishing import publish
from tests.builders import a_sealed_article, a_text, an_account, an_article, an_image, change, reread
from tests.conftest import Outside
from tests.domain import golden
from tests.tasks.attempts import attempts_of

Take = Callable[..., Awaitable[None]]
BODY = "\n\n".join(["It was drafted with the help of AI.", *(golden.source(name) for name in golden.names())])
EVERYTHING = Draft(title="Tea & <salt>: “all of it”", subtitle="Every construct, & more", body=BODY)
TOKEN = "a-token-of-an-editor"
TAGS = ["Tea", "Salt & Sea", "Writing", "日本", "Harbours"]
OPTIONS = {
    "status": "unlisted",
    "licence": "cc-40-by-sa",
    "notify_followers": True,
    "canonical_url": "https://notes.example/tea?a=1&b=2",
    "origin_line": "Originally published at",
}


async def in_a_publication(desk: Services, outside: Outside, role: str) -> tuple[Account, str]:
    account = await an_account(desk, "editor", TOKEN)
    await outside.post(
        "medium/users", token=TOKEN, username="edits", publications=[{"name": "The Harbour", "role": role}]
    )
    medium = desk.medium(SecretStr(TOKEN))
    me = await medium.me()
    async with desk.database.session() as session:
        kept = await session.get_one(Account, account.id)
        kept.medium_user_id, kept.medium_username = me.id, me.username
    return kept, (await medium.publications(me.id))[0].id


async def everything(desk: Services, account: Account, publication: str, **options: Any) -> Article:
    article = await an_article(
        desk,
        account,
        Stage.SCHEDULED,
        tags=TAGS,
        publish_at=desk.clock(),
        options=OPTIONS | {"publication_id": publication} | options,
    )
    await a_text(desk, article, EVERYTHING)
    for number, slot in enumerate(slots_of(BODY)):
        await an_image(desk, article, slot.name, number + 1, is_kept=True)
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        kept.seal = await seal_of(session, kept)
    return kept


async def out(desk: Services, article: Article) -> tuple[PublishAttempt, Comparison]:
    [attempt] = await attempts_of(desk, article)
    return attempt, (await compared(desk, article.id)).comparison


async def test_of_an_article_with_everything_in_it_each_thing_is_what_was_approved(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account, publication = await in_a_publication(desk, outside, "editor")
    article = await everything(desk, account, publication)
    await under_lease(publish, article.id)
    [story] = await outside.stories()
    attempt, found = await out(desk, article)
    assert attempt.sent["body"] == story["request"]
    assert found.is_sealed
    assert found.is_byte_for_byte
    assert [row for row in found.rows if not row.is_same] == []
    rows = {row.what: row for row in found.rows}
    assert rows["where"].sent == f"/publications/{publication}/posts"
    assert rows["title"].sent == "<h1>Tea &amp; &lt;salt&gt;: “all of it”</h1>"
    assert rows["subtitle"].sent == "<h2>Every construct, &amp; more</h2>"
    assert rows["tags"].sent == ", ".join(TAGS)
    assert rows["status"].sent == "unlisted"
    assert rows["licence"].sent == "cc-40-by-sa"
    assert rows["canonical"].sent == "https://notes.example/tea?a=1&b=2"
    assert rows["followers told"].sent == "yes"
    assert rows["form"].sent == "html"
    assert len([name for name in rows if name.startswith("block ")]) > 60
    assert len([name for name in rows if name.startswith("image ")]) == len(slots_of(BODY))
    assert all(row.sent.startswith("http") for name, row in rows.items() if name.startswith("image "))


async def test_with_references_in_the_place_of_addresses_it_is_the_sealed_text_byte_for_byte(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account, publication = await in_a_publication(desk, outside, "editor")
    article = await everything(desk, account, publication)
    await under_lease(publish, article.id)
    attempt, found = await out(desk, article)
    posted = json.loads(attempt.sent["body"])["content"]
    async with desk.database.session() as session:
        images = await articles.newest_images(session, article.id)
    assert set(attempt.sent["addresses"]) == {reference_to(image.sha256) for image in images.values()}
    sealed = "\n".join(row.approved for row in found.rows if row.what.startswith(("block ", "subtitle")))
    assert take_addresses_out(posted, attempt.sent["addresses"]).endswith(sealed)
    assert posted not in (sealed, "")


async def test_a_writers_story_in_a_publication_is_a_draft_and_the_row_says_why(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account, publication = await in_a_publication(desk, outside, "writer")
    article = await everything(desk, account, publication)
    await under_lease(publish, article.id)
    _, found = await out(desk, article)
    [row] = [row for row in found.rows if not row.is_same]
    assert (row.what, row.approved, row.sent) == ("status", "unlisted", "draft")
    assert "writer's story" in row.word
    assert found.is_same


@pytest.mark.parametrize("written_as", ["markdown", "plain"])
async def test_other_forms_are_compared_as_well(
    desk: Services, outside: Outside, under_lease: Take, written_as: str
) -> None:
    article = await a_sealed_article(desk)
    await change(desk, article, options={"content_format": written_as})
    async with desk.database.session() as session:
        kept = await articles.article(session, article.id)
        kept.seal = await seal_of(session, kept)
    await under_lease(publish, article.id)
    _, found = await out(desk, article)
    assert found.is_same
    assert len([row for row in found.rows if row.what.startswith("block ")]) == 5


async def test_whatever_was_meddled_with_is_seen(desk: Services, outside: Outside, under_lease: Take) -> None:
    account, publication = await in_a_publication(desk, outside, "editor")
    article = await everything(desk, account, publication)
    await under_lease(publish, article.id)
    attempt, _ = await out(desk, article)

    def differing(body: str = attempt.sent["body"], **changed: Any) -> set[str]:
        sent = attempt.sent | {"body": body} | changed
        found = compare(attempt.approved, sent, attempt.seal)
        assert not found.is_same
        return {row.what for row in found.rows if not row.is_same}

    body = attempt.sent["body"]
    assert differing(body.replace("drafted with the help", "drafted without the help")) == {"block 1"}
    assert differing(body.replace("cc-40-by-sa", "cc-40-zero")) == {"licence"}
    assert differing(body.replace('"notifyFollowers": true', '"notifyFollowers": false')) == {"followers told"}
    assert differing(path="/users/somebody/posts") == {"where"}
    first = next(iter(attempt.sent["addresses"].values()))
    assert {each.partition(" ")[0] for each in differing(body.replace(first, "http://elsewhere.example/x.png"))} == {
        "block",
        "image",
    }
    other = attempt.approved | {"tags": ["Tea"]}
    assert not compare(other, attempt.sent, attempt.seal).is_sealed


async def test_no_secret_is_written_down_and_the_command_prints_it_all(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    article = await a_sealed_article(desk)
    with pytest.raises(Refused, match="Nothing of article"):
        await publishing_desk.comparison(desk, article.id)
    await under_lease(publish, article.id)
    [attempt] = await attempts_of(desk, article)
    account = (await reread(desk, article)).account_id
    async with desk.database.session() as session:
        token = desk.vault.open((await session.get_one(Account, account)).medium_token or b"")
    assert token.get_secret_value() not in json.dumps([attempt.sent, attempt.approved])
    shown = await publishing_desk.comparison(desk, article.id)
    assert shown.is_same
    assert shown.table.row_count > 10
    assert "byte for byte" in shown.verdict


async def test_the_command_prints_every_address_whole_also_on_a_narrow_screen(
    desk: Services, outside: Outside, under_lease: Take
) -> None:
    account, publication = await in_a_publication(desk, outside, "editor")
    article = await everything(desk, account, publication)
    await under_lease(publish, article.id)
    out = io.StringIO()
    Console(file=out, width=72).print((await publishing_desk.comparison(desk, article.id)).table)
    rows = [line.split("│") for line in out.getvalue().splitlines() if line.startswith("│")]
    approved, sent = ("".join(row[column].strip() for row in rows) for column in (2, 4))
    [attempt] = await attempts_of(desk, article)
    for reference, address in attempt.sent["addresses"].items():
        assert reference in approved
        assert address in sent
