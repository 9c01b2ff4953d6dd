"""A voice as rules: each stands on a sentence that the writer wrote, and feedback that recurs may become one."""

from datetime import UTC, datetime, timedelta

import pytest

from models.domain.voice import (
    FEWEST_WORDS,
    MOST_RULES,
    MOST_STORIES,
    STORY_CHARACTERS,
    Said,
    Story,
    Trait,
    as_prompt,
    borne_out,
    fit_to_learn_from,
    recurring,
    rule_key,
)

HOME = Story(title="Home", text="We left early. Nobody had told us *why the bridge* was closed, and we didn't ask.")
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_rule_counts_only_with_a_sentence_that_is_in_a_story() -> None:
    seen = Trait(rule="  Say  “we”. ", sentence="Nobody had told us why the bridge was closed")
    invented = Trait(rule="Be bold.", sentence="We never look back at what we left")
    [found] = borne_out([seen, invented], [HOME])
    assert (found.rule, found.story) == ("Say “we”.", "Home")


@pytest.mark.parametrize("sentence", ["", "We left early", "  …  ", "left"])
def test_a_few_words_prove_nothing(sentence: str) -> None:
    assert borne_out([Trait(rule="Be short.", sentence=sentence)], [HOME]) == ()


def test_the_same_rule_twice_is_one_and_there_are_not_too_many() -> None:
    sentence = "Nobody had told us why the bridge was closed"
    traits = [Trait(rule=rule, sentence=sentence) for rule in ("Say we!", "say  WE", *map(str, range(20)))]
    found = borne_out(traits, [HOME])
    assert len(found) == MOST_RULES
    assert [each.rule for each in found[:2]] == ["Say we!", "0"]
    assert rule_key("Say we!") == rule_key("say  WE")


def test_stories_are_chosen_by_length_and_cut() -> None:
    long = [Story(title=str(n), text=f"{n} " + "word " * 9_000) for n in range(MOST_STORIES + 3)]
    chosen = fit_to_learn_from([Story(title="note", text="word " * (FEWEST_WORDS - 1)), *long, *long])
    assert [each.title for each in chosen] == [str(n) for n in range(MOST_STORIES)]
    assert all(len(each.text) == STORY_CHARACTERS for each in chosen)


def test_the_prompt_holds_the_writers_own_words_first_and_each_rule_with_its_sentence() -> None:
    rules = [
        Trait(rule="Short openings.", sentence="We left early.", story="Home"),
        Trait(rule="No questions", sentence="x"),
    ]
    assert as_prompt(" Dry. ", rules) == "Dry.\n- Short openings. For example: “We left early.”\n- No questions"
    assert as_prompt("", []) == ""


def said(*notes: tuple[int, str]) -> list[Said]:
    return [Said(article_id, text, NOON + timedelta(hours=place)) for place, (article_id, text) in enumerate(notes)]


def test_what_is_asked_for_three_times_in_two_articles_is_proposed_in_the_latest_words() -> None:
    notes = said(
        (1, "No rhetorical questions"),
        (1, "cut the rhetorical questions"),
        (2, "Please no rhetorical questions, please."),
    )
    [rule] = recurring(notes)
    assert rule == Trait(rule="No rhetorical questions", sentence="Please no rhetorical questions, please.")


@pytest.mark.parametrize(
    "notes",
    [
        [(1, "Shorter sentences"), (2, "Shorter sentences")],
        [(1, "Shorter sentences"), (1, "Shorter sentences"), (1, "Shorter sentences")],
        [(1, "Mention the dog"), (2, "Name the harbour"), (3, "Change the title")],
        [(1, "make it more"), (2, "make it more"), (3, "make it more")],
        [(1, "👍"), (2, "👍"), (3, "👍")],
    ],
)
def test_less_than_that_or_something_else_each_time_is_no_rule(notes: list[tuple[int, str]]) -> None:
    assert recurring(said(*notes)) == ()
