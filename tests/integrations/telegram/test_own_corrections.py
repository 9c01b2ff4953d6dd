"""A correction of a published story is a task for its writer: what to change and where, until they say it is done."""

from pathlib import Path

import pytest

from deployments import publishing_desk
from integrations.correcting import correct
from integrations.services import Services
from integrations.telegram.correction_cards import show_all
from models.domain.article import Stage
from models.domain.effects import MessageShows
from models.domain.errors import Refused
from models.domain.live_look import LiveState
from models.store import accounts, corrections, live_looks, texts
from models.tables import Article, Message
from tests.builders import ADA, PLAIN, a_person, a_text, an_account, an_article, reread
from tests.conftest import Clock, Outside
from tests.integrations.telegram.phone import Phone
from tests.integrations.telegram.scene import STRANGER

URL = "https://medium.com/@demo/on-keeping-a-notebook-7b2b11c482f9"
CORRECTED = f"# {PLAIN.title}\n\n{PLAIN.body}".replace("Every morning, one page", "Each evening, two pages")
BUTTON = "✅ Done on Medium"


async def published(desk: Services, outside: Outside) -> tuple[Article, int]:
    """And the number of the message that says so."""
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk)
    await a_person(desk, account)
    article = await an_article(desk, account, Stage.PUBLISHED, medium_url=URL, published_at=desk.clock())
    await a_text(desk, article)
    async with desk.database.session() as session:
        [chat] = await accounts.chats_of(session, account.id)
        number = await desk.sender.text(chat, f"🎉 “On keeping a notebook” is out: {URL}")
        session.add(
            Message(
                chat_id=chat.id,
                telegram_message_id=number,
                article_id=article.id,
                shows=MessageShows.NOTICE,
                sent_at=desk.clock(),
            )
        )
    return await reread(desk, article), number


async def test_a_corrected_text_in_reply_becomes_a_list_of_changes_with_the_link_and_a_button(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    _, told = await published(desk, outside)
    await phone.write(f"use this:\n{CORRECTED}", reply_to=told)
    card, answer = (await phone.said())[-2:]
    assert answer == "Got it: 1 change to make on Medium. The list is in the chat."
    assert URL in card
    assert "Instead of “Every morning, one page, with a pen" in card
    assert "Each evening, two pages, with a pen" in card
    [shown] = [each for each in await outside.messages() if each["text"] == card]
    assert BUTTON in str(shown)


async def test_done_makes_it_the_articles_text_and_has_the_story_looked_at_again(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    article, told = await published(desk, outside)
    await phone.write(f"use this:\n{CORRECTED}", reply_to=told)
    card = next(each for each in await outside.messages() if each["text"].startswith("🖊"))["message_id"]
    await phone.write("/status")
    assert f"To correct on Medium: “On keeping a notebook” {URL}" in (await phone.said())[-1]
    answer = await phone.tap(card, BUTTON)
    assert "is corrected" in str(answer)
    async with desk.database.session() as session:
        text = await texts.require_current(session, await session.get_one(Article, article.id))
        look = await live_looks.look_of(session, article.id)
        assert await corrections.open_one(session, article.id) is None
    assert "Each evening, two pages" in text.body
    assert look is not None
    assert (look.state, look.is_corrected) == (LiveState.AWAITED, True)
    await phone.write("/status")
    assert "To correct" not in (await phone.said())[-1]
    assert (await reread(desk, article)).stage is Stage.PUBLISHED


async def test_a_later_correction_takes_the_place_of_an_open_one(
    desk: Services, outside: Outside, phone: Phone, clock: Clock
) -> None:
    article, told = await published(desk, outside)
    await phone.write(f"use this:\n{CORRECTED}", reply_to=told)
    clock.advance(minutes=1)
    await phone.write("use this:\n" + CORRECTED.replace("Why", "Wherefore"), reply_to=told)
    async with desk.database.session() as session:
        assert len(await corrections.open_ones(session)) == 1
    assert "2 changes" in (await phone.said())[-1]
    assert await show_all(desk) == 1
    older, newer = [each for each in await outside.messages() if each["text"].startswith("🖊")]
    assert older["text"].endswith("A later correction took the place of this one.")
    assert (older["buttons"], bool(newer["buttons"])) == ([], True)
    await phone.write("use this:\n" + CORRECTED.replace("Why", "Wherefore"), reply_to=told)
    assert (await phone.said())[-1] == "Got it before: the list of the same changes is in the chat."
    with pytest.raises(Refused, match="says what is out already"):
        await correct(desk, article.id, PLAIN.body)


async def test_a_tap_on_the_card_of_an_earlier_list_does_not_say_that_the_later_one_is_done(
    desk: Services, outside: Outside, phone: Phone, clock: Clock
) -> None:
    article, told = await published(desk, outside)
    await phone.write(f"use this:\n{CORRECTED}", reply_to=told)
    card = next(each for each in await outside.messages() if each["text"].startswith("🖊"))["message_id"]
    clock.advance(minutes=1)
    async with desk.database.session() as session:  # its card could not be changed
        draft = PLAIN.model_copy(update={"title": "On notebooks"})
        text = await texts.require_current(session, await session.get_one(Article, article.id))
        await corrections.ask(session, article, text.revision, draft, clock(), None)
    assert (await phone.tap(card, BUTTON))["text"] == "A later correction took the place of this one. Its card counts."
    async with desk.database.session() as session:
        assert await corrections.open_one(session, article.id) is not None


async def test_words_alone_are_no_correction_and_a_stranger_makes_none(
    desk: Services, outside: Outside, phone: Phone
) -> None:
    _, told = await published(desk, outside)
    await phone.write("thank you", reply_to=told)
    await phone.write(f"use this:\n{CORRECTED}", reply_to=told, user=STRANGER)
    async with desk.database.session() as session:
        assert await corrections.open_ones(session) == []


async def test_the_command_takes_a_file_and_says_when_it_is_done(
    desk: Services, outside: Outside, tmp_path: Path
) -> None:
    article, _ = await published(desk, outside)
    file = tmp_path / "corrected.md"
    file.write_text(CORRECTED)
    assert "1 change" in await publishing_desk.correction(desk, article.id, file, done=False)
    assert "is corrected" in await publishing_desk.correction(desk, article.id, None, done=True)
    with pytest.raises(Refused, match="Nothing of article"):
        await publishing_desk.correction(desk, article.id, None, done=True)
    with pytest.raises(Refused, match="cannot be read"):
        await publishing_desk.correction(desk, article.id, tmp_path / "absent.md", done=False)


async def test_what_is_not_out_is_changed_at_its_review(desk: Services) -> None:
    article = await an_article(desk, await an_account(desk), Stage.DRAFT_REVIEW)
    await a_text(desk, article)
    with pytest.raises(Refused, match="a correction is of a story that is out"):
        await correct(desk, article.id, CORRECTED)
