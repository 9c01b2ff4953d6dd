"""An account is carried out and brought in again: the same texts, tags, options, images, versions and decisions."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from deployments.export_desk import export_account, import_export
from deployments.import_desk import Wish, bring
from integrations.carrying.record import is_export
from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import AttemptOutcome, RevisionBy
from models.domain.errors import Refused
from models.domain.review import Channel, ReviewKind, Verdict
from models.domain.voice import RuleOrigin
from models.store import accounts, articles, attempts, carried, texts
from models.store.attempts import Intent
from models.tables import Account, VoiceRule, VoiceVersion
from tasks.asking import seal_of
from tests.builders import ADA, PICTURED, a_person, a_text, an_account, an_article, an_image, asked, png
from tests.conftest import Outside

_NUMBERS = {"id", "article_id", "account_id", "revision_id", "review_id", "image_id", "parent_id", "person_id"}


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    """With an article that has been through everything, and one that is only a topic."""
    account = await an_account(desk, tags=["Bees"], options={"licence": "cc-40-by"}, zone="Europe/Berlin")
    person = await a_person(desk, account, ADA)
    article = await an_article(
        desk, account, Stage.DRAFT_REVIEW, tags=["One", "Two"], options={"status": "unlisted"}, overrides={"words": 700}
    )
    await a_text(desk, article)
    [review] = await asked(desk, article, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        session.add(
            VoiceRule(
                id=77,
                account_id=account.id,
                key="k",
                text="Be short.",
                sentence="So.",
                origin=RuleOrigin.STORIES,
                proposed_at=desk.clock(),
                person_id=person.id,
            )
        )
        session.add(VoiceVersion(account_id=account.id, number=1, rule_ids=[77], why="accepted", made_at=desk.clock()))
    await desk.desk.decide(
        review.id, Verdict.CHANGE, Channel.TELEGRAM, desk.clock(), note="Shorter", person_id=person.id
    )
    await a_text(desk, article, PICTURED)
    first = await an_image(desk, article, "cover", is_kept=False)
    await an_image(desk, article, "cover", number=2, is_kept=True)
    await an_image(desk, article, "desk", is_kept=True)
    async with desk.database.session() as session:
        (await articles.newest_images(session, article.id))["cover"].parent_id = first.id
        kept = await articles.article(session, article.id)
        text = await texts.require_current(session, kept)
        texts.lock(session, text, [0], head=True)
        articles.move(session, kept, Stage.ON_HOLD, desk.clock(), "held by the writer")
        articles.move(session, kept, Stage.DRAFT_REVIEW, desk.clock(), "resumed")
        kept.seal = await seal_of(session, kept)
        attempt = await attempts.intend(session, kept.id, Intent(kept.seal or "", "f"), desk.clock())
        attempts.close(session, attempt, AttemptOutcome.NOT_POSTED, desk.clock(), "refused")
    await an_article(desk, account, topic="Wasps", brief="Short.", publish_at=desk.clock() + timedelta(days=9))
    return account


async def _everything(desk: Services, label: str) -> list[Any]:
    """Of each article, without the numbers of its rows and what an import itself adds."""
    found = []
    async with desk.database.session() as session:
        account = await accounts.account_named(session, label)
        for each in sorted(await articles.articles(session, account.id), key=lambda each: each.id):
            rows = await carried.rows_of(session, each.id)
            rows["event"] = [row for row in rows["event"] if "export" not in row["text"]]
            plain = {name: [_plain(row) for row in listed] for name, listed in rows.items()}
            revision = await articles.revision(session, each)
            seal = await seal_of(session, each) if revision else None
            own = _plain(
                each.model_dump(
                    mode="json",
                    include={"topic", "brief", "tags", "options", "overrides", "seal", "created_at", "publish_at"},
                )
            )
            found.append([own, plain, revision.number if revision else None, seal])
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _NUMBERS | {"closed_at"}}


@pytest.mark.parametrize("name", ["out.zip", "out"])
async def test_what_is_carried_out_comes_in_the_same(
    desk: Services, account: Account, tmp_path: Path, name: str
) -> None:
    assert "2 articles of demo and 3 images" in await export_account(desk, "demo", tmp_path / name)
    said = await bring(desk, tmp_path / name, Wish(label="again"))
    assert said.startswith("2 articles came in for again. The account again was made, without a token.")
    before, after = await _everything(desk, "demo"), await _everything(desk, "again")
    assert after == before
    assert len(before[0][1]["revision"]) == len([row for row in before[0][1]["image"] if row["slot"] == "cover"]) == 2
    async with desk.database.session() as session:
        again = await accounts.account_named(session, "again")
        assert (again.medium_token, again.tags, again.options) == (None, account.tags, account.options)
        rules, versions = await carried.voice_of(session, again.id)
        assert [row["rule_ids"] for row in versions] == [[row["id"] for row in rules]]
        held = await articles.articles(session, again.id)
    assert {(each.stage, each.stopped_at_stage) for each in held} == {
        (Stage.ON_HOLD, Stage.DRAFT_REVIEW),
        (Stage.ON_HOLD, Stage.QUEUED),
    }


async def test_the_same_export_twice_brings_nothing_twice(desk: Services, account: Account, tmp_path: Path) -> None:
    await export_account(desk, "demo", tmp_path / "out")
    assert "0 articles came in for demo. 2 were here already" in await import_export(
        desk, tmp_path / "out", None, go_on=False
    )
    await import_export(desk, tmp_path / "out", "again", go_on=False)
    assert "2 were here already" in await import_export(desk, tmp_path / "out", "again", go_on=False)
    assert len(await _everything(desk, "again")) == 2


async def test_what_had_not_ended_goes_on_where_that_is_wished(
    desk: Services, account: Account, tmp_path: Path
) -> None:
    await export_account(desk, "demo", tmp_path / "out")
    await import_export(desk, tmp_path / "out", "again", go_on=True)
    async with desk.database.session() as session:
        again = await accounts.account_named(session, "again")
        stages = {each.topic: each.stage for each in await articles.articles(session, again.id)}
    assert stages == {"Notebooks": Stage.DRAFT_REVIEW, "Wasps": Stage.QUEUED}


async def test_an_export_is_markdown_for_people_and_holds_no_token(
    desk: Services, account: Account, tmp_path: Path
) -> None:
    await export_account(desk, "demo", tmp_path / "out.zip")
    assert is_export(tmp_path / "out.zip")
    with ZipFile(tmp_path / "out.zip") as archive:
        names = archive.namelist()
        text = archive.read("articles/00001-notebooks/article.md").decode()
        whole = b"".join(archive.read(name) for name in names)
    assert [name for name in names if name.endswith(".md")] == [
        "articles/00001-notebooks/article.md",
        "articles/00001-notebooks/versions/001.md",
        "articles/00001-notebooks/versions/002.md",
        "articles/00002-wasps/article.md",
    ]
    assert 'tags: ["One", "Two"]\npublish_status: "unlisted"\n' in text
    assert "![Boats in still water](../../images/" in text
    assert account.medium_token is not None
    assert account.medium_token not in whole
    assert b"medium_token" not in whole
    assert b"bot_token" not in whole


async def test_an_export_that_was_changed_brings_neither_a_token_nor_a_number_of_its_own(
    desk: Services, account: Account, tmp_path: Path
) -> None:
    """It is a file that anybody may have had in hand."""
    await export_account(desk, "demo", tmp_path / "out")
    manifest = tmp_path / "out" / "copydesk.json"
    forged = json.loads(manifest.read_text())
    forged["account"] |= {"id": account.id, "bot_id": 7, "bot_token": "Zm9yZ2Vk", "medium_token": "Zm9yZ2Vk"}
    manifest.write_text(json.dumps(forged))
    await bring(desk, tmp_path / "out", Wish(label="again"))
    async with desk.database.session() as session:
        again = await accounts.account_named(session, "again")
    assert (again.bot_id, again.bot_token, again.medium_token) == (None, None, None)
    assert again.id != account.id


async def test_its_markdown_can_be_imported_by_itself(desk: Services, account: Account, tmp_path: Path) -> None:
    await export_account(desk, "demo", tmp_path / "out")
    await an_account(desk, "other")
    (tmp_path / "out" / "copydesk.json").unlink()
    notebooks = tmp_path / "out" / "articles" / "00001-notebooks" / "article.md"
    notebooks.write_text(notebooks.read_text().replace("account: ", "was: "))
    said = await bring(desk, notebooks, Wish(label="other"))
    assert "for Wed 2 Dec 2026, 09:00 (UTC). It begins at its review." in said
    async with desk.database.session() as session:
        [made] = await articles.articles(session, (await accounts.account_named(session, "other")).id)
        text = await texts.require_current(session, made)
    assert (text.draft.title, text.draft.subtitle, text.revision.by) == (
        PICTURED.title,
        PICTURED.subtitle,
        RevisionBy.PERSON,
    )
    assert made.tags == ["One", "Two"]


async def test_a_damaged_export_brings_nothing(desk: Services, account: Account, tmp_path: Path) -> None:
    await export_account(desk, "demo", tmp_path / "out")
    record = tmp_path / "out" / "articles" / "00001-notebooks" / "record.json"
    kept = json.loads(record.read_text())
    for change, said in (
        ({"article": kept["article"] | {"publish_at": "soon"}}, "damaged"),
        (
            {"rows": kept["rows"] | {"decision": [kept["rows"]["decision"][0] | {"review_id": 999}]}},
            "points at nothing",
        ),
        ({"rows": 3}, "damaged"),
    ):
        record.write_text(json.dumps(kept | change))
        with pytest.raises(Refused, match=said):
            await import_export(desk, tmp_path / "out", "again", go_on=False)
    manifest = tmp_path / "out" / "copydesk.json"
    whole = manifest.read_text()
    manifest.write_text(whole.replace("articles/00001-notebooks", "../../etc"))
    with pytest.raises(Refused, match="leads out of it"):
        await import_export(desk, tmp_path / "out", "again", go_on=False)
    manifest.write_text(whole.replace('"form": 1', '"form": 2'))
    with pytest.raises(Refused, match="of form 2"):
        await import_export(desk, tmp_path / "out", "again", go_on=False)
    async with desk.database.session() as session:
        assert [each.label for each in await accounts.accounts(session)] == ["demo"]


async def test_an_image_that_was_changed_or_is_gone_is_named(desk: Services, account: Account, tmp_path: Path) -> None:
    await export_account(desk, "demo", tmp_path / "out")
    one, two, *_ = sorted((tmp_path / "out" / "images").iterdir())
    one.write_bytes(png(200))
    two.unlink()
    article = tmp_path / "out" / "articles" / "00001-notebooks" / "article.md"
    article.write_text("Changed.")
    said = await import_export(desk, tmp_path / "out", "again", go_on=False)
    assert f"images/{one.name} is not the image that it says" in said
    assert f"The export lacks images/{two.name}" in said
    assert "article.md was changed after the export" in said


async def test_an_export_never_writes_over_what_is_there(desk: Services, account: Account, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        await export_account(desk, "demo", tmp_path / "out")
