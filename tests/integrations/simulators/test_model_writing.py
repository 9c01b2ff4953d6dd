"""What the simulated model writes, and what it does with notes."""

import re

import pytest

from integrations.simulators.model.composing import Commission, Composed, compose, words_in
from integrations.simulators.model.revising import revise
from integrations.simulators.model.subjects import named, subjects_of
from integrations.simulators.model.tagging import tags_for

BREAD = "Keeping a sourdough starter through winter"
CODE = "Why we moved our cron jobs to Prefect"
BODY = """I did not bake for a year. The oven was cold. It is easier now.

*I wrote this with the help of AI.*

## Rye and wheat

Rye flour was difficult for me. I do not regret it. The neighbours asked for more.

:::image cover
prompt: A loaf

alt: A loaf
caption: A loaf
:::

- One hour. With rye.

```python
print("do not")
```

The price of electricity was a shock. Perhaps it will fall. I am patient."""
ARTICLE = Composed("Bread in January", "A cold kitchen.", BODY)


def written(topic: str = BREAD, words: int = 900, images: int = 2, brief: str = "") -> Composed:
    return compose(Commission(topic, brief, words, images, "", topic))


def revised(*notes: str) -> Composed:
    return revise(ARTICLE, list(notes), "seed")


def changed_blocks(after: Composed) -> list[tuple[str, str]]:
    before, now = BODY.split("\n\n"), after.body.split("\n\n")
    return [(old, new) for old, new in zip(before, now, strict=True) if old != new]


@pytest.mark.parametrize("words", [120, 300, 650, 900, 1500, 2600])
@pytest.mark.parametrize("topic", [BREAD, CODE, "Tea", "what nobody tells you about moving abroad with two cats"])
def test_a_draft_has_the_asked_number_of_words(topic: str, words: int) -> None:
    body = written(topic, words).body
    assert abs(words_in(body) - words) <= words / 10
    without_slots = re.sub(r"^:::image.*?^:::$", "", body, flags=re.MULTILINE | re.DOTALL)
    assert abs(len(without_slots.split()) - words) <= words / 10


def test_a_draft_has_headings_a_list_a_quote_and_says_that_ai_helped() -> None:
    blocks = written().body.split("\n\n")
    prose = [block for block in blocks if not block.startswith((":::", "#", "- ", "> "))]
    assert sum(block.startswith("## ") for block in blocks) >= 3
    assert sum(block.startswith("- ") for block in blocks) == 1
    assert sum(block.startswith("> ") for block in blocks) == 1
    assert "help of AI" in " ".join(prose[:2])
    assert not re.search(r"^# |\]\(|https?://|[{}]", written().body, re.MULTILINE)


@pytest.mark.parametrize("images", [0, 1, 2, 5])
def test_a_draft_has_the_asked_slots_each_a_block_of_its_own(images: int) -> None:
    slot = r"(?:\A|\n\n):::image ([a-z0-9-]+)\nprompt: \S.*\nalt: \S.*\ncaption: \S.*\n:::(?=\n\n|\Z)"
    names = re.findall(slot, written(images=images).body)
    assert len(names) == images == len(set(names))


def test_only_a_technical_topic_gets_code() -> None:
    assert "```" in written(CODE).body
    assert "```" not in written(BREAD).body


def test_two_topics_differ_and_each_speaks_of_its_own() -> None:
    bread, code = written(BREAD), written(CODE)
    shared = set(re.split(r"(?<=[.!?])\s", bread.body)) & set(re.split(r"(?<=[.!?])\s", code.body))
    assert len(shared) <= 12
    assert "sourdough" in bread.body
    assert "sourdough" not in code.body
    assert "cron jobs" in code.body


def test_no_sentence_comes_twice_in_an_article_of_usual_length() -> None:
    prose = [block for block in written().body.split("\n\n") if not block.startswith((":::", "#", "- "))]
    sentences = re.split(r"(?<=[.!?])\s", " ".join(prose))
    assert len(sentences) - len(set(sentences)) <= 1


def test_the_brief_is_heard() -> None:
    assert "outages" in written(CODE, brief="Three outages, and the pager.").body


@pytest.mark.parametrize(
    "note", ["Change the title to “Winter bread”", "please change the title to: Winter bread", 'Title: "Winter bread"']
)
def test_a_new_title_changes_the_title_only(note: str) -> None:
    assert revised(note) == Composed("Winter bread", ARTICLE.subtitle, BODY)


def test_a_title_that_is_too_long_is_cut_between_words() -> None:
    long = Composed("Bread in January and what it taught me about patience, flour and neighbours", "", BODY)
    after = revise(long, ["The title has 75 characters, at most 70 are shown"], "seed")
    assert after.title == "Bread in January and what it taught me about patience, flour"
    assert after.body == BODY


def test_a_new_subtitle_changes_the_subtitle_only() -> None:
    assert revised("Change the subtitle to “Cold hands”") == Composed(ARTICLE.title, "Cold hands", BODY)


def test_a_body_that_no_note_concerns_comes_back_byte_for_byte() -> None:
    odd = "One.\n\n\n\nTwo.  \n"
    assert revise(Composed("Old", "", odd), ["Change the title to New"], "seed").body == odd


def test_shorter_takes_sentences_and_leaves_slots_code_and_lists() -> None:
    after = revised("Make it shorter, please")
    assert words_in(after.body) < words_in(BODY) * 0.85
    assert {old.split(" ")[0] for old, _ in changed_blocks(after)} <= {"I", "Rye", "The"}
    assert all(old.startswith(new) for old, new in changed_blocks(after))


def test_longer_only_adds() -> None:
    after = revised("A bit longer")
    assert words_in(after.body) >= words_in(BODY) * 1.2
    assert all(new.startswith(old) for old, new in changed_blocks(after))


def test_longer_to_a_number_reaches_it() -> None:
    assert 200 <= words_in(revised("Expand it to 200 words").body) <= 230


def test_what_has_to_be_mentioned_goes_into_the_nearest_paragraph() -> None:
    ((old, new),) = changed_blocks(revised("Can you mention the rye from Poland?"))
    assert old.startswith("Rye flour")
    assert new.startswith(old)
    assert "the rye from poland" in new.removeprefix(old).lower()


def test_the_paragraph_about_something_is_removed_alone() -> None:
    after = revised("Remove the paragraph about electricity prices")
    assert after.body == BODY.rpartition("\n\n")[0]


def test_a_paragraph_that_is_not_there_is_not_removed() -> None:
    assert revised("Remove the paragraph about penguins") == ARTICLE


def test_a_numbered_paragraph_is_the_only_one_touched() -> None:
    ((old, new),) = changed_blocks(revised("Paragraph 2: shorter"))
    assert (old, new) == (old, "Rye flour was difficult for me. I do not regret it.")


def test_a_quoted_passage_is_the_only_one_touched() -> None:
    ((old, _),) = changed_blocks(revised("About “The oven was cold.”: make it friendlier"))
    assert old.startswith("I did not bake")


def test_friendlier_contracts_and_more_formal_expands_it_again() -> None:
    friendly = revised("Friendlier, please")
    assert "I didn't bake" in friendly.body
    assert 'print("do not")' in friendly.body
    assert "I did not bake" in revise(friendly, ["more formal"], "seed").body


def test_a_quoted_word_is_replaced() -> None:
    assert revised('replace "a shock" with "no surprise"').body == BODY.replace("a shock", "no surprise")


def test_any_other_note_adds_one_sentence_where_it_belongs() -> None:
    ((old, new),) = changed_blocks(revised("Why is electricity so important here?"))
    assert old.startswith("The price of electricity")
    assert new.startswith(old)
    assert new.removeprefix(old).count("electricity") == 1


@pytest.mark.parametrize(
    ("topic", "subject"),
    [
        ("Remote work", "remote work"),
        ("Why We Moved Our Cron Jobs", "the cron jobs"),
        ("Testing a FastAPI service", "the FastAPI service"),
        ("Learning Python", "Python"),
    ],
)
def test_a_subject_takes_its_article(topic: str, subject: str) -> None:
    assert subject in [named(found) for found in subjects_of(topic)]


def test_tags_are_five_and_come_from_the_text() -> None:
    article = written(CODE)
    tags = tags_for(article.title, article.body, ["Prefect", "Gardening"])
    assert len({tag.lower() for tag in tags}) == 5
    assert "Prefect" in tags
    assert all(len(tag) <= 25 for tag in tags)
