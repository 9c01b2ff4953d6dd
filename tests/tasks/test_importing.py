"""An import makes all of its articles or none, each once; a finished text begins at its review, as the writer's own."""

from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image as Pixels

from deployments.import_desk import Wish, bring, import_path
from integrations.options import options_of
from integrations.services import Services
from models.domain.article import Stage
from models.domain.effects import ImageBy, RevisionBy
from models.domain.errors import Refused
from models.domain.slots import slots_of
from models.store import accounts, articles, sources, texts
from models.store.texts import Text
from models.tables import Article
from tasks.beginning import begin
from tasks.tagging import propose_tags
from tests.builders import an_account, change, png, reread
from tests.conftest import Outside
from tests.tasks.conftest import Step

STORY = (
    "---\ntitle: On bees\nsubtitle: A year of them\ntags: [Bees, City life]\npublish_status: unlisted\n"
    "canonical: https://bees.example/on-bees\ntime: 2027-01-31 09:00\n---\n"
    '# On bees\n\nWe kept them on a roof.\n\n![The roof](roof.png "Our roof")\n\nThey stayed.\n'
)


def webp(shade: int) -> bytes:
    out = BytesIO()
    Pixels.new("RGB", (64, 48), (shade, 128, 128)).save(out, "WEBP", lossless=True)
    return out.getvalue()


async def _bring(desk: Services, path: Path, *, preview: bool = False, label: str | None = None) -> str:
    return await import_path(desk, path, label, preview=preview)


async def _all(desk: Services) -> list[Article]:
    async with desk.database.session() as session:
        return sorted(await articles.articles(session), key=lambda each: each.id)


async def _text_of(desk: Services, article: Article) -> Text:
    async with desk.database.session() as session:
        return await texts.require_current(session, article)


async def test_a_markdown_file_becomes_an_article_with_everything_that_it_says(desk: Services, tmp_path: Path) -> None:
    account = await an_account(desk, zone="Europe/Berlin")
    (tmp_path / "bees.md").write_text(STORY)
    (tmp_path / "roof.png").write_bytes(png(7))
    said = await _bring(desk, tmp_path / "bees.md")
    assert said == (
        "Article 1 of demo: “On bees”, for Sun 31 Jan 2027, 09:00 (Europe/Berlin). It begins at its review."
    )
    [article] = await _all(desk)
    text = await _text_of(desk, article)
    assert (text.draft.title, text.draft.subtitle) == ("On bees", "A year of them")
    assert text.body.startswith("We kept them on a roof.\n\n:::image own-1\n")
    assert text.body.endswith(":::\n\n\nThey stayed.\n")
    assert (text.revision.by, text.revision.warnings) == (RevisionBy.PERSON, [])
    assert text.revision.is_head_locked
    assert all(block.is_locked for block in text.blocks)
    options = options_of(article, account)
    assert (article.stage, article.tags) == (Stage.QUEUED, ["Bees", "City life"])
    assert (options.status, options.canonical_url) == ("unlisted", "https://bees.example/on-bees")


async def test_its_images_are_in_the_store_as_the_writers_own(desk: Services, outside: Outside, tmp_path: Path) -> None:
    await an_account(desk)
    (tmp_path / "posts").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(png(9))
    (tmp_path / "posts" / "one.md").write_text(
        f"Text.\n\n![A](../images/a.png)\n\n![B](/images/a.png)\n\n![C](../../secret.png)\n\n"
        f"![D]({outside.root}/web/letters)\n\n![E](gone.png)\n"
    )
    (tmp_path.parent / "secret.png").write_bytes(png(1))
    said = await _bring(desk, tmp_path)
    assert [line.split(" could")[0].strip() for line in said.splitlines()[1:]] == [
        "the image ../../secret.png",
        f"the image {outside.root}/web/letters",
        "the image gone.png",
    ]
    [article] = await _all(desk)
    async with desk.database.session() as session:
        kept = await articles.newest_images(session, article.id)
        text = await texts.require_current(session, article)
    assert [slot.name for slot in slots_of(text.body)] == list(kept) == ["own-1", "own-2"]
    assert {(each.by, each.sha256) for each in kept.values()} == {(ImageBy.PERSON, sha256(png(9)).hexdigest())}
    assert await desk.storage.get(kept["own-1"].object_key) == png(9)
    assert len(text.revision.warnings) >= 3


async def test_an_image_within_the_text_itself_comes_too_and_one_that_is_none_is_named(
    desk: Services, tmp_path: Path
) -> None:
    await an_account(desk)
    within = f"data:image/png;base64,{b64encode(png(9)).decode()}"
    broken = "data:image/svg+xml;utf8,%3Csvg/%3E"
    (tmp_path / "tea.md").write_text(f"Words.\n\n![A cup][image1]\n\n![B]({broken})\n\n[image1]: <{within}>\n")
    said = await _bring(desk, tmp_path / "tea.md")
    assert "the image within the text itself could not be had, and stays in the text as it is" in said
    async with desk.database.session() as session:
        [kept] = (await articles.newest_images(session, 1)).values()
        text = await texts.require_current(session, await articles.article(session, 1))
    assert (kept.by, kept.sha256) == (ImageBy.PERSON, sha256(png(9)).hexdigest())
    assert "base64" not in text.body


async def test_images_among_words_come_in_too_and_a_preview_names_the_broken_ones(
    desk: Services, outside: Outside, tmp_path: Path
) -> None:
    """Nothing of a local address is left for Medium to fetch."""
    await an_account(desk)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.webp").write_bytes(webp(9))
    (tmp_path / "pictures" / "torn.png").write_bytes(png(4)[:40])
    (tmp_path / "one.md").write_text(
        "# One\n\nFirst ![A](pictures/a.webp) words.\n![again](pictures/a.webp)\n\n- ![torn](pictures/torn.png)\n\n"
        f"![gone]({outside.root}/web/nothing.png)\n\n[![B][b]](https://x.example)\n\n[b]: pictures/a.webp\n"
    )
    preview = await _bring(desk, tmp_path, preview=True)
    assert preview.splitlines()[0].split("; ")[1:] == [
        "1 image comes along",
        "the image pictures/torn.png could not be had, and stays in the text as it is",
        f"the image {outside.root}/web/nothing.png could not be had, and stays in the text as it is",
    ]
    assert await _all(desk) == []
    said = await _bring(desk, tmp_path)
    assert "the image pictures/a.webp led to https://x.example, and leads nowhere now" in said
    [article] = await _all(desk)
    async with desk.database.session() as session:
        kept = await articles.newest_images(session, article.id)
        text = await texts.require_current(session, article)
    assert [(slot.name, slot.alt) for slot in slots_of(text.body)] == [
        ("own-1", "A"),
        ("own-2", "again"),
        ("own-3", "B"),
    ]
    assert {each.content_type for each in kept.values()} == {"image/png"}
    assert "a.webp" not in text.body
    assert text.body.startswith("First words.\n\n:::image own-")


async def test_a_zip_of_texts_brings_their_pictures(desk: Services, tmp_path: Path) -> None:
    await an_account(desk)
    path = tmp_path / "posts.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("blog/one.md", "# One\n\nText.\n\n![A](pictures/a.png)\n")
        packed.writestr("blog/pictures/a.png", png(9))
    assert "; 1 image comes along" in await bring(desk, path, Wish(preview=True))
    assert "Article 1 of demo: “One”" in await bring(desk, path, Wish())
    async with desk.database.session() as session:
        assert (await articles.newest_images(session, 1))["own-1"].sha256 == sha256(png(9)).hexdigest()
    with ZipFile(tmp_path / "else.zip", "w") as packed:
        packed.writestr("a.exe", b"x")
    with pytest.raises(Refused, match="holds no story of Medium's, no Markdown"):
        await bring(desk, tmp_path / "else.zip", Wish())


async def test_more_images_than_are_taken_are_named_in_the_preview(desk: Services, tmp_path: Path) -> None:
    await an_account(desk)
    (tmp_path / "one.md").write_text("# One\n\nText.\n\n" + "\n\n".join(f"![x](p{n}.png)" for n in range(51)))
    preview = await _bring(desk, tmp_path / "one.md", preview=True)
    assert preview.startswith("✗ one.md: one.md has 51 images; at most 50 are taken.")


async def test_an_image_with_an_address_is_fetched(desk: Services, outside: Outside, tmp_path: Path) -> None:
    account = await an_account(desk)
    assert account.medium_token is not None
    medium = desk.medium(desk.vault.open(account.medium_token))
    address = (await medium.upload_image(png(3), "image/png")).url
    (tmp_path / "one.md").write_text(f"Text.\n\n![A]({address})\n")
    await _bring(desk, tmp_path / "one.md")
    async with desk.database.session() as session:
        assert (await articles.newest_images(session, 1))["own-1"].sha256 == sha256(png(3)).hexdigest()


async def test_a_finished_text_begins_at_its_review_and_keeps_its_tags_without_a_call(
    desk: Services, outside: Outside, tmp_path: Path, under_lease: Step
) -> None:
    await an_account(desk, sources_required=True, interview_questions=3)
    (tmp_path / "bees.md").write_text(STORY.replace("![The", "The"))
    await _bring(desk, tmp_path / "bees.md")
    [article] = await _all(desk)
    await under_lease(begin, article.id)
    assert (await reread(desk, article)).stage is Stage.DRAFT_REVIEW
    await change(desk, article, stage=Stage.TAGGING, tags=[])
    await under_lease(propose_tags, article.id)
    assert ((await reread(desk, article)).stage, (await reread(desk, article)).tags) == (
        Stage.FINAL_REVIEW,
        ["Bees", "City life"],
    )
    assert await outside.calls("model", "chat") == []


async def test_the_same_twice_is_made_once_and_said(desk: Services, tmp_path: Path) -> None:
    await an_account(desk)
    await an_account(desk, "other")
    (tmp_path / "a.md").write_text("---\naccount: demo\n---\n# One\n\nText.\n")
    (tmp_path / "b.md").write_text("---\naccount: demo\ntags: x\n---\n# One\n\nText.\n")
    assert "“One” (b.md) stands in this import twice" in await _bring(desk, tmp_path)
    assert await _bring(desk, tmp_path) == (
        "“One” (a.md) is here already, as article 1\n“One” (b.md) is here already, as article 1\n"
        "Nothing was imported: all of it is here already."
    )
    (tmp_path / "b.md").write_text("# One\n\nText.\n")
    assert "Article 2 of other" in await _bring(desk, tmp_path / "b.md", label="other")


async def test_a_table_is_imported_wholly_or_not_at_all_and_its_preview_writes_nothing(
    desk: Services, tmp_path: Path
) -> None:
    await an_account(desk)
    table = tmp_path / "topics.csv"
    table.write_text(
        "topic,brief,time,account,source\nBees,short,2027-01-31 09:00,demo,https://a.example\n"
        "Wasps,,yesterday,,\nAnts,,,nobody,\n,,x,,\n"
    )
    preview = await _bring(desk, table, preview=True)
    assert preview.splitlines() == [
        "+ line 2: the topic “Bees”, demo, Sun 31 Jan 2027, 09:00 (UTC)",
        "✗ line 5: it names no topic.",
        next(line for line in preview.splitlines() if line.startswith("✗ line 3: ")),
        "✗ line 4: There is no account called 'nobody'. There is: demo.",
        "",
        "Nothing can be imported while 3 pieces cannot be. Mend what is marked with ✗.",
    ]
    with pytest.raises(Refused, match=r"Nothing was imported[\s\S]*line 5: it names no topic"):
        await _bring(desk, table)
    assert await _all(desk) == []
    table.write_text("topic,brief,time,account,source\nBees,short,2027-01-31 09:00,demo,https://a.example\n")
    assert "It will be written." in await _bring(desk, table)
    async with desk.database.session() as session:
        assert [each.url for each in await sources.sources(session, 1)] == ["https://a.example"]


async def test_imports_without_times_share_the_slots_that_are_free(desk: Services, tmp_path: Path) -> None:
    await an_account(desk, slots=["tue 08:00", "wed 08:00"], slots_zone="UTC")
    (tmp_path / "topics.csv").write_text("topic,time\none,\ntwo,2026-12-08 08:00\nthree,\n")
    assert len((await _bring(desk, tmp_path / "topics.csv", preview=True)).splitlines()) == 5
    await _bring(desk, tmp_path / "topics.csv")
    assert [f"{each.publish_at:%m-%d}" for each in await _all(desk)] == ["12-09", "12-08", "12-15"]


async def test_what_names_no_account_needs_one_where_there_are_several(desk: Services, tmp_path: Path) -> None:
    await an_account(desk)
    await an_account(desk, "other")
    (tmp_path / "topics.txt").write_text("- One\n- Two\n")
    with pytest.raises(Refused, match="For which account"):
        await _bring(desk, tmp_path / "topics.txt")
    assert (await _bring(desk, tmp_path / "topics.txt", label="OTHER")).count("Article") == 2
    async with desk.database.session() as session:
        other = await accounts.account_named(session, "other")
    assert {each.account_id for each in await _all(desk)} == {other.id}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.docx", b"", "cannot be imported by its name"),
        ("x.md", b"\xff\x00", "not in UTF-8"),
        ("x.md", b"a " * 300_000, "at most 512"),
        ("x.csv", b"a" * (5 * 2**20 + 1), "at most 5120"),
    ],
)
async def test_what_cannot_be_read_is_told(desk: Services, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    await an_account(desk)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused, match=said):
        await _bring(desk, tmp_path / name)
    with pytest.raises(Refused, match="There is no"):
        await _bring(desk, tmp_path / "nothing.md")
