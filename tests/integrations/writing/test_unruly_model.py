"""The simulated model does what nobody asked when it is told to, on the wire and in the shape that was asked for."""

import pytest
from openai import AsyncOpenAI

from integrations.simulators.model.memory import Mischief
from integrations.writing.writer import Writer
from models.domain.draft import Assignment, Draft
from models.domain.extract import Extract, Part
from tests.integrations.writing.simulated import SimulatedModel

SLOT = ":::image cover\nprompt: A harbour\nalt: Boats\ncaption: The harbour\n:::"
CURRENT = Draft(title="Bread", subtitle="Rye", body=f"One the loaf.\n\n{SLOT}\n\n```sh\nbake\n```\n\nAnother and more.")
ASSIGNMENT = Assignment(topic="Bread", words=200, images=1)
SIGNS = {
    Mischief.REWRITES: "Put anew: ",
    Mischief.INVENTS_SLOTS: ":::image surprise",
    Mischief.INVENTS_LINKS: "https://invented.example/study",
    Mischief.BREAKS_FENCES: "print('never closed')",
    Mischief.CHATTERS: "Sure, here's the revised article:",
    Mischief.CUTS_SHORT: "[The rest of the article remains unchanged]",
    Mischief.SENDS_ALL: "# Bread",
    Mischief.LIKES_TABLES: "|---|---|",
    Mischief.REACHES_OUT: "[label]: https://invented.example",
}


@pytest.mark.parametrize("mischief", Mischief)
async def test_each_mischief_is_done_to_articles_and_to_passages(
    vendor: SimulatedModel, client: AsyncOpenAI, mischief: Mischief
) -> None:
    await vendor.tell("habits", {"unruly": [mischief]})
    whole = (await Writer(client, "sim-writer").revise(ASSIGNMENT, CURRENT, ["friendlier"])).value
    extract = Extract("Bread", "Rye", (), (Part("One the loaf.", after="Another and more.", wishes=("livelier",)),))
    [part] = (await Writer(client, "sim-writer").revise_passages(ASSIGNMENT, extract)).value.passages
    assert {SIGNS.get(mischief, "") in text for text in (whole.body, part)} == {True}
    assert (":::image cover" in whole.body) is (mischief not in (Mischief.DROPS_SLOTS, Mischief.SENDS_NOTHING))
    assert (not part) is (mischief is Mischief.SENDS_NOTHING)


async def test_without_mischief_it_does_what_it_is_told(vendor: SimulatedModel, client: AsyncOpenAI) -> None:
    tags = (await Writer(client, "sim-writer").propose_tags(CURRENT)).value.tags
    await vendor.tell("habits", {"unruly": list(Mischief)})
    assert (await Writer(client, "sim-writer").propose_tags(CURRENT)).value.tags == tags


async def test_passages_come_back_with_their_notes_worked_in_and_no_others(client: AsyncOpenAI) -> None:
    parts = (Part("The loaf is hot.", wishes=("Mention the oven",)), Part("The rye is dark.", wishes=("shorter",)))
    extract = Extract("Bread", "Rye", (), parts, title_wishes=("Change the title to “Rye”",))
    answered = (await Writer(client, "sim-writer").revise_passages(ASSIGNMENT, extract)).value
    assert answered.title == "Rye"
    assert "oven" in answered.passages[0]
    assert answered.passages[1] == "The rye is dark."


async def test_faults_are_mended_in_passages_and_in_articles(client: AsyncOpenAI) -> None:
    worn = "In conclusion, the loaf is hot."
    fault = "“in conclusion” is a worn-out phrase: say it in other words or leave it out."
    extract = Extract("Bread", "Rye", (), (Part(worn),))
    answered = await Writer(client, "sim-writer").revise_passages(ASSIGNMENT, extract, [fault])
    assert answered.value.passages == (", the loaf is hot.",)
    faults = [
        "The first two paragraphs do not say that AI helped to write this: say it.",
        "A code block is not closed.",
    ]
    open_text = CURRENT.model_copy(update={"body": "One.\n\nTwo.\n\n```\nopen"})
    mended = (await Writer(client, "sim-writer").mend(ASSIGNMENT, open_text, faults)).value
    assert "with the help of AI" in mended.body
    assert mended.body.rstrip().endswith("open\n```")
