"""The review on the phone: its card with every button, its text in messages and files, every way to say something."""

import asyncio
from datetime import timedelta

import pytest

from models.domain.article import Stage
from tests.phone.company import Company

pytestmark = pytest.mark.timeout(120)
_PARAGRAPH = (
    "Nobody counts the **stairs**, and *everybody* who **lives *here* knows** them by [heart](https://example.org/)."
)
OWN = f"""# The house with too many stairs

It was drafted by hand, with the help of nobody.

## Why stairs & lifts <differ>

> Who climbs, arrives.

- the first step is `short`
- the last one is 🪜 {"high " * 30}

```python
for stair in house:
    climb(stair)
```

{(_PARAGRAPH + " ") * 40}

{(_PARAGRAPH + " ") * 40}
"""


async def test_the_card_tells_all_and_each_of_its_buttons_does_what_it_says(cast: Company) -> None:
    article_id = await cast.start("Kites over the port", due_in=timedelta(days=2), images=0)
    first = await cast.writer.card("Approve", "Revision 1")
    for said in (" words · ", " min · ", " so far", "Goes out ", "(Europe/Berlin)", "Reply to this"):
        assert said in first.words
    labels = [button.text for row in first.buttons for button in row]
    assert labels == ["✅ Approve", "✏️ Ask for changes", "🔁 Rewrite", "⏸ Hold", "🗑 Drop"]

    taps = await cast.writer.tap(first, "Ask for changes")
    assert set(await cast.writer.answers(taps)) == {"Write what should change, as a reply to any of its messages."}
    question = await cast.writer.message("What should change?")
    await cast.writer.say('Change the title to "Kites"', reply_to=question)
    second = await cast.writer.card("Approve", "Revision 2")
    assert "What changed:" in second.words
    taps = await cast.writer.tap(second, "Rewrite")
    told = await cast.writer.answers(taps)
    assert (told[0][:16], told[1][:15]) == ("To be rewritten ", "Already decided")
    third = await cast.writer.card("Approve", "Revision 3")
    await cast.writer.tap(third, "Hold")
    await cast.writer.message("is on hold")
    await cast.until(article_id, Stage.ON_HOLD)
    await cast.writer.say(f"/resume {article_id}")
    again = await cast.writer.card("Approve", "Revision 3")

    await cast.writer.tap(again, "Drop")
    await cast.writer.tap_again(again, "No, back")
    await cast.writer.tap_again(again, "Drop")
    assert (await cast.article(article_id)).stage is Stage.DRAFT_REVIEW
    await cast.writer.tap_again(again, "Yes, drop it")
    await cast.until(article_id, Stage.DROPPED)
    await cast.writer.message("was dropped")
    assert not [seen for seen in await cast.writer.chat() if seen.by == "bot" and seen.has_button("")]
    assert await cast.posts() == []
    await cast.nothing_came_twice()


async def test_a_long_text_comes_well_formed_in_order_and_as_files_also_where_telegram_asks_for_a_pause(
    cast: Company,
) -> None:
    article_id = await cast.start("The house with too many stairs", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    await cast.plan_fault(
        service="telegram", method="sendMessage", kind="status", status=429, retry_after=1, skip=1, count=1,
        mark=str(cast.writer.chat_id),
    )  # fmt: skip
    await cast.writer.send_file("stairs.md", OWN.encode(), reply_to=card)
    await cast.writer.message("your text, word for word")
    shown = await cast.writer.card("Approve", "Revision 2")
    chat = await cast.writer.chat()
    parts = [seen for seen in chat if card.message_id < seen.message_id < shown.message_id and seen.entities]
    texts = [seen for seen in parts if seen.by == "bot" and not seen.words.startswith("Got it")]
    assert len(texts) >= 2
    assert all(len(seen.words.encode("utf-16-le")) // 2 <= 4096 for seen in texts)
    words = " ".join(" ".join(seen.words for seen in texts).split())
    assert words.count("Nobody counts the stairs, and everybody who lives here knows them by heart.") == 80
    for said in ("Why stairs & lifts <differ>", "Who climbs, arrives.", "climb(stair)", "🪜"):
        assert words.count(said) == 1
    kinds = {entity["type"] for seen in texts for entity in seen.entities}
    assert kinds >= {"bold", "italic", "blockquote", "code", "pre", "text_link"}
    files = {seen.document["file_name"].rpartition(".")[2]: seen for seen in chat if seen.document and seen.by == "bot"}
    assert set(files) == {"md", "html"}
    newest = [seen for seen in chat if seen.document and seen.by == "bot" and seen.message_id > card.message_id]
    assert len(newest) == 2
    markdown, page = [(await cast.writer.file(seen)).decode() for seen in newest]
    assert (_PARAGRAPH + " ") * 2 in markdown
    assert "Why stairs &amp; lifts &lt;differ&gt;</h" in page
    assert (await cast.article(article_id)).stage is Stage.DRAFT_REVIEW
    await cast.nothing_came_twice()


async def test_notes_in_a_row_are_one_revision_a_quote_another_and_words_to_an_old_text_are_led_to_the_new(
    cast: Company,
) -> None:
    article_id = await cast.start("What the ferry knows", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    of_the_first = [seen for seen in await cast.writer.chat() if _is_text(seen)][-1]
    for note in ('Change the title to "The ferry"', "Please make it shorter"):
        await cast.writer.say(note, reply_to=card)
    typed = await cast.writer.say("Mention teh weather", reply_to=card)
    await cast.writer.act("edit", message_id=typed, text="Mention the weather")
    await cast.writer.message("Got it: 3 notes, revising.")
    card = await cast.writer.card("Approve", "Revision 2")
    assert "The ferry" in card.words
    assert await _asked_of_the_model(cast, "Mention the weather")
    assert not await _asked_of_the_model(cast, "Mention teh weather")

    text = max((seen for seen in await cast.writer.chat() if _is_text(seen)), key=lambda seen: seen.message_id)
    quote = text.words.split("\n\n")[-1][:60]
    await cast.writer.say("Please make this shorter", reply_to=text, quote=quote)
    await cast.writer.message("Got it, revising.")
    third = await cast.writer.card("Approve", "Revision 3")
    await cast.asked(article_id)

    await cast.writer.say("Mention the harbour", reply_to=of_the_first)
    asked = await cast.writer.card("Yes, for revision 3", "That was revision 1. Revision 3 is the one that counts")
    assert asked.reply_to == third.message_id
    assert set(await cast.writer.answers(await cast.writer.tap(asked, "Yes, for revision 3"))) == {"Got it."}
    await cast.writer.message("Got it, revising.")
    await cast.writer.card("Approve", "Revision 4")
    assert await _asked_of_the_model(cast, "Mention the harbour")
    await cast.nothing_came_twice()


async def test_what_is_said_aloud_is_shown_and_counts_by_its_tap_alone(cast: Company) -> None:
    await cast.start("The sound of snow", images=0)
    card = await cast.writer.card("Approve", "Revision 1")
    await cast.writer.speak("Drop everything", reply_to=card)
    heard = await cast.writer.card("Forget it", "Drop everything")
    await cast.writer.tap(heard, "Forget it")
    await cast.writer.turned(heard, "Forgotten.")
    await cast.writer.speak('Change the title to "Snow"', reply_to=card)
    await cast.writer.tap(await cast.writer.card("That is right", "Snow"), "That is right")
    await cast.writer.message("Got it, revising.")
    assert "Snow" in (await cast.writer.card("Approve", "Revision 2")).words
    sent = await cast.calls("model", "transcription")
    assert all(".ogg" in call["body"] for call in sent)
    assert len(sent) == 2
    await cast.writer.speak("", seconds=601)
    await cast.writer.message("ten minutes at most")
    await cast.nothing_came_twice()


async def test_a_loose_word_is_asked_about_where_several_wait_and_goes_where_the_tap_says(cast: Company) -> None:
    ids = [await cast.start(topic, images=0) for topic in ("Left bank", "Right bank")]
    await asyncio.gather(*(cast.asked(each) for each in ids))
    await cast.writer.say('Change the title to "Both banks"')
    left, right = [f"{(await cast.article(each)).title[:40]}: the text" for each in ids]
    asked = await cast.writer.card(left, "Which article is this about?")
    assert asked.has_button(right)
    await cast.writer.tap(asked, right)
    await cast.writer.message("Got it, revising.")
    revised = await cast.writer.card("Approve", "Both banks")
    assert "Revision 2" in revised.words
    await cast.until(ids[0], Stage.DRAFT_REVIEW)
    await cast.nothing_came_twice()


async def test_an_image_is_redone_left_out_and_kept_and_every_second_tap_is_told(cast: Company) -> None:
    article_id = await cast.start("Three lighthouses", images=3)
    await cast.approve_text()
    first, second, third = [await cast.writer.card("Keep", "try 1") for _ in range(3)]
    assert "2 more to decide" in first.words
    taps = await cast.writer.tap(first, "Try again")
    assert (await cast.writer.answers(taps))[1].startswith("Already decided: Another try")
    await cast.writer.tap(second, "Leave out")
    await cast.writer.tap(third, "Keep")
    await cast.writer.tap(await cast.writer.card("Keep", "try 2"), "Keep")
    await cast.approve_plan()
    await cast.until(article_id, Stage.PUBLISHED)
    await cast.writer.message("is out")
    [post] = await cast.posts()
    assert post["content"].count("<img") == 2
    await cast.nothing_came_twice()


def _is_text(seen: object) -> bool:
    words = getattr(seen, "words", "")
    return getattr(seen, "by", "") == "bot" and len(words) > 300 and not getattr(seen, "buttons", [])


async def _asked_of_the_model(cast: Company, words: str) -> bool:
    return any(words in call["body"] for call in await cast.calls("model", "chat"))
