"""A voice: learned from stories, proposed from feedback, in force only when accepted, and never changed silently."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from integrations import voice_desk
from integrations.services import Services
from integrations.voice_learning import learn
from models.domain.article import Stage
from models.domain.errors import NeedsPerson, Refused
from models.domain.notes import Note
from models.domain.review import ReviewKind
from models.domain.voice import RuleOrigin, RuleState, Story, Trait
from models.store import accounts, remarks, voices
from models.tables import Account, Article, CostEntry, VoiceRule
from tasks.drafting import write_revision
from tasks.voicing import propose_from_feedback
from tests.builders import ADA, PLAIN, a_person, a_text, an_account, an_article, asked
from tests.conftest import Clock, Outside

Take = Callable[..., Awaitable[None]]
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow:FutureWarning")
STORY = Story(title="The long winter", text="We kept forty bees. " + "We fed them. Nobody came by. It was cold. " * 20)


@pytest.fixture
async def account(desk: Services, outside: Outside) -> Account:
    await outside.post("writer/text", chat=ADA, text="hello")
    account = await an_account(desk, voice="Dry, never loud.")
    await a_person(desk, account)
    return account


async def rules(desk: Services, account: Account) -> list[VoiceRule]:
    async with desk.database.session() as session:
        return list(await voices.rules(session, account.id))


async def prompt(desk: Services, account: Account) -> str:
    async with desk.database.session() as session:
        return await voices.prompt_of(session, await accounts.account(session, account.id))


async def some_rules(desk: Services, account: Account, *texts: str) -> list[VoiceRule]:
    async with desk.database.session() as session:
        traits = [Trait(rule=text, sentence=f"A sentence for {text}.", story="S") for text in texts]
        await voices.propose(session, account.id, traits, RuleOrigin.STORIES, desk.clock())
    return await rules(desk, account)


async def test_rules_are_learned_once_from_the_same_stories_and_none_is_in_force(
    desk: Services, outside: Outside, account: Account
) -> None:
    assert await learn(desk, account.id, [STORY]) > 1
    assert await learn(desk, account.id, [STORY]) == 0
    [call] = await outside.calls("model", "chat")
    assert "The long winter" in call["body"]
    known = await rules(desk, account)
    assert "Keep sentences short." in [each.text for each in known]
    assert all(each.sentence in STORY.text and each.story == STORY.title for each in known)
    assert await prompt(desk, account) == "Dry, never loud."
    async with desk.database.session() as session:
        [cost] = (await session.exec(select(CostEntry))).all()
    assert (cost.purpose, cost.account_id, cost.article_id) == ("voice", account.id, None)


async def test_a_sentence_that_the_model_made_up_takes_its_rule_with_it(
    desk: Services, outside: Outside, account: Account
) -> None:
    sentences = ["We shouted from the roof at noon.", "It was cold. We kept"]
    said = json.dumps({"rules": ["Be loud.", "Be cold."], "sentences": sentences})
    await outside.post("model/script", schema_name="voice", content=said)
    assert await learn(desk, account.id, [STORY]) == 0


async def test_lists_that_do_not_fit_together_are_asked_for_again_and_then_need_a_person(
    desk: Services, outside: Outside, account: Account
) -> None:
    for _ in range(2):
        await outside.post("model/script", schema_name="voice", content='{"rules": ["a", "b"], "sentences": ["c"]}')
    with pytest.raises(NeedsPerson, match="2 rules and 1 sentences"):
        await learn(desk, account.id, [STORY])


async def test_texts_that_are_too_short_teach_nothing_and_cost_nothing(
    desk: Services, outside: Outside, account: Account
) -> None:
    with pytest.raises(Refused, match="long enough"):
        await learn(desk, account.id, [Story(title="Hi", text="Short.")])
    assert await outside.calls("model", "chat") == []


async def test_an_accepted_rule_goes_into_the_prompt_with_its_sentence_and_a_refused_one_never(
    desk: Services, outside: Outside, under_lease: Take, account: Account
) -> None:
    first, second = await some_rules(desk, account, "Short openings", "Shout")
    for _ in range(2):
        await voice_desk.decide(desk, first.id, RuleState.ACCEPTED)
        await voice_desk.decide(desk, second.id, RuleState.REFUSED)
    wanted = "Dry, never loud.\n- Short openings For example: “A sentence for Short openings.”"
    assert await prompt(desk, account) == wanted
    article = await an_article(desk, account, Stage.DRAFTING)
    await under_lease(write_revision, article.id, number=1)
    [call, *_] = await outside.calls("model", "chat")
    assert "A sentence for Short openings." in call["body"]
    assert "Shout" not in call["body"]
    assert await some_rules(desk, account, "shout!") == [*await rules(desk, account)]  # not proposed again


async def test_the_first_decision_counts(desk: Services, account: Account) -> None:
    [rule] = await some_rules(desk, account, "Short openings")
    assert (await voice_desk.decide(desk, rule.id, RuleState.REFUSED)).counts
    second = await voice_desk.decide(desk, rule.id, RuleState.ACCEPTED)
    assert (second.counts, second.rule.state) == (False, RuleState.REFUSED)
    assert await prompt(desk, account) == "Dry, never loud."


async def test_every_change_is_a_version_and_each_can_be_undone_down_to_the_first(
    desk: Services, account: Account
) -> None:
    one, two = await some_rules(desk, account, "One", "Two")
    await voice_desk.decide(desk, one.id, RuleState.ACCEPTED)
    await voice_desk.decide(desk, two.id, RuleState.ACCEPTED)
    await voice_desk.drop(desk, one.id)
    assert [line[:5] for line in (await prompt(desk, account)).splitlines()[1:]] == ["- Two"]
    left = []
    for _ in range(3):
        made = await voice_desk.undo(desk, account.id)
        left.append(made.rule_ids)
    assert left == [[one.id, two.id], [one.id], []]
    with pytest.raises(Refused, match="no change to undo"):
        await voice_desk.undo(desk, account.id)
    async with desk.database.session() as session:
        why = [each.why for each in await voices.versions(session, account.id)]
    assert why == [
        "accepted: One",
        "accepted: Two",
        "dropped: One",
        "undone: dropped: One",
        "undone: accepted: Two",
        "undone: accepted: One",
    ]


async def test_after_an_undo_a_new_rule_builds_on_what_is_in_force(desk: Services, account: Account) -> None:
    one, two = await some_rules(desk, account, "One", "Two")
    await voice_desk.decide(desk, one.id, RuleState.ACCEPTED)
    await voice_desk.undo(desk, account.id)
    await voice_desk.decide(desk, two.id, RuleState.ACCEPTED)
    async with desk.database.session() as session:
        assert [each.text for each in await voices.in_force(session, account.id)] == ["Two"]
    assert (await voice_desk.undo(desk, account.id)).rule_ids == []


async def test_a_rule_that_is_not_in_force_cannot_be_dropped(desk: Services, account: Account) -> None:
    [rule] = await some_rules(desk, account, "One")
    with pytest.raises(Refused, match="is not in force"):
        await voice_desk.drop(desk, rule.id)
    with pytest.raises(Refused, match="There is no rule 4711"):
        await voice_desk.decide(desk, 4711, RuleState.ACCEPTED)


async def remark(desk: Services, article: Article, text: str, number: int) -> None:
    [review] = await asked(desk, article, ReviewKind.DRAFT)
    async with desk.database.session() as session:
        await remarks.keep(session, review.id, f"telegram:1:{article.id}:{number}", Note(text=text), desk.clock())


async def test_feedback_that_recurs_is_proposed_once_on_the_phone_and_changes_nothing_by_itself(
    desk: Services, outside: Outside, account: Account, clock: Clock
) -> None:
    drafts = [await an_article(desk, account, Stage.DRAFT_REVIEW) for _ in range(3)]
    for number, article in enumerate(drafts):
        await a_text(desk, article, PLAIN)
        await remark(desk, article, "Please no rhetorical questions!", number)
        if number < 2:
            assert await propose_from_feedback.fn() == 0
        clock.advance(seconds=1)
    assert await propose_from_feedback.fn() == 1
    assert await propose_from_feedback.fn() == 0
    [card] = [each for each in await outside.messages() if each["from"] == "bot"]
    assert (
        "make this a rule of the voice?\n\nNo rhetorical questions\n\nYou have asked for it several times"
        in card["text"]
    )
    assert await prompt(desk, account) == "Dry, never loud."
    [rule] = await rules(desk, account)
    await voice_desk.decide(desk, rule.id, RuleState.ACCEPTED)
    assert await prompt(desk, account) == "Dry, never loud.\n- No rhetorical questions"


async def test_nobody_is_looked_at_who_was_not_heard_lately(desk: Services, account: Account, clock: Clock) -> None:
    for number in range(3):
        article = await an_article(desk, account, Stage.DRAFT_REVIEW)
        await a_text(desk, article, PLAIN)
        await remark(desk, article, "no rhetorical questions", number)
    clock.now += timedelta(hours=1)
    assert await propose_from_feedback.fn() == 0
