"""What was done twice needs an excuse, and an article is only well when it went out once as it was approved."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from deployments.chaos import run
from deployments.chaos.approved import Out
from deployments.chaos.blows import Dealt
from deployments.chaos.outside import Call
from deployments.chaos.plan import Blow, Target, Way
from deployments.chaos.repeats import repeats
from deployments.chaos.verdict import Fate, Verdict
from deployments.cli import app

APPROVED = Out("Tides", "<h1>Tides</h1>", ("sea",), "public, all rights reserved, followers are not notified")
OTHER = Out("Tides", "<h1>Tides</h1>", ("land",), APPROVED.options)


def a_call(at: float, body: str = "text=Hello", method: str = "sendMessage", fault: str | None = None) -> Call:
    service = "telegram" if method.startswith("send") else "model"
    return Call(id=int(at), at=at, ms=10, service=service, method=method, body=body, status=200, fault=fault)


def a_death(at: float, target: Target = Target.WORKER_ONE, number: int = 1) -> Dealt:
    return Dealt(Blow(number, target, Way.KILL, 0, 0, 0, ""), (1,), at, at + 3)


def excuses(calls: list[Call], *dealt: Dealt, resumed: int = 0) -> list[str]:
    return [each.excuse for each in repeats(calls, dealt, lambda _: "Alder", {"Alder": resumed})]


def test_what_was_done_once_needs_no_excuse() -> None:
    assert excuses([a_call(100), a_call(101, "text=Goodbye")]) == []


def test_a_second_time_without_a_reason_has_no_excuse() -> None:
    assert excuses([a_call(100), a_call(200)]) == [""]
    assert excuses([a_call(100, method="chat"), a_call(200, method="chat")]) == [""]


def test_an_answer_that_was_lost_excuses_the_next_time() -> None:
    assert excuses([a_call(100, fault="cut_after"), a_call(101)]) == ["its answer was cut_after"]


def test_a_call_that_the_vendor_did_not_carry_out_counts_for_nothing() -> None:
    cut = a_call(100, fault="cut_before").model_copy(update={"status": 0})
    assert excuses([cut, a_call(101)]) == []


@pytest.mark.parametrize(
    ("died_at", "is_excused"), [(99.5, True), (100, True), (101, True), (103, False), (98, False), (90, False)]
)
def test_a_death_excuses_what_was_under_way_or_just_done(died_at: float, is_excused: bool) -> None:
    assert [bool(each) for each in excuses([a_call(100), a_call(110)], a_death(died_at))] == [is_excused]


def test_whoever_sleeps_makes_no_call_that_its_sleep_could_excuse() -> None:
    calls = [a_call(113), a_call(124)]
    asleep = Dealt(Blow(1, Target.WORKER_ONE, Way.PAUSE, 25, 0, 0, ""), (1,), 100, 125)
    assert excuses(calls, asleep) == [""]
    assert excuses(calls, replace(asleep, blow=replace(asleep.blow, target=Target.POSTGRES))) == [
        "postgres paused for 25.0 s"
    ]


def test_the_bot_answers_for_nothing_but_its_replies() -> None:
    assert excuses([a_call(100), a_call(110)], a_death(100, Target.BOT)) == [""]
    reply = "text=Hello&reply_parameters=7"
    assert excuses([a_call(100, reply), a_call(110, reply)], a_death(100, Target.BOT)) == ["bot killed"]


def test_one_death_excuses_one_repeat_of_an_article() -> None:
    calls = [a_call(100), a_call(100.5, "text=Two"), a_call(110), a_call(111, "text=Two")]
    assert sorted(map(bool, excuses(calls, a_death(101)))) == [False, True]
    assert all(excuses(calls, a_death(101), a_death(101, number=2)))


def test_one_death_excuses_two_images_of_articles_that_their_calls_do_not_name() -> None:
    calls = [a_call(at, body, "images") for at in (100, 110) for body in ("one", "two")]
    assert [bool(each.excuse) for each in repeats(calls, [a_death(101)], lambda _: "", {})] == [True, True]


def test_the_death_of_the_prefect_server_or_of_the_store_excuses_no_message() -> None:
    calls = [a_call(100), a_call(110)]
    assert excuses(calls, a_death(100, Target.PREFECT), a_death(100, Target.OBJECTS)) == [""]


def test_two_cards_of_one_review_are_one_card_twice_whatever_they_say() -> None:
    data = "reply_markup=%7B%22callback_data%22%3A+%22r%3A7%3Aapprove%3A12345678%22%7D"
    assert excuses([a_call(100, f"text=One&{data}"), a_call(200, f"text=Two&{data}")]) == [""]


def test_two_uploads_are_the_same_whatever_frames_them() -> None:
    assert excuses([a_call(at, f"--{at}\r\nfile\r\n--{at}--", "sendDocument") for at in (100, 200)]) == [""]


def test_a_text_that_is_revised_twice_was_paid_twice_whatever_was_asked_of_it() -> None:
    asked = [f"<article>\\nTides\\n</article>\\n<notes>\\n- {note}\\n</notes>" for note in ("shorter", "longer")]
    assert excuses([a_call(100 + at, body, "chat") for at, body in enumerate(asked)]) == [""]
    assert excuses([a_call(100, asked[0], "chat"), a_call(101, asked[0].replace("Tides", "Ebb"), "chat")]) == []


def test_a_resumed_article_may_be_shown_again() -> None:
    assert excuses([a_call(100), a_call(200)], resumed=1) == []


def a_fate(*out: Out, was_told: bool = True) -> Fate:
    return Fate(1, "Alder", APPROVED, out, was_told, "draft_review")


def a_verdict(*fates: Fate, lost_answers: tuple[str, ...] = ()) -> Verdict:
    return Verdict(seed=7, kills=4, fates=fates, repeats=(), lost_answers=lost_answers)


def test_an_article_that_went_out_once_as_approved_is_well() -> None:
    verdict = a_verdict(a_fate(APPROVED))
    assert verdict.is_good
    assert verdict.line == "articles 1, posted 1, lost 0, doubled 0, stuck 0, kills 4, seed 7"


@pytest.mark.parametrize(
    ("fate", "lost", "doubled", "stuck"),
    [
        (a_fate(), 1, 0, 0),
        (a_fate(OTHER), 1, 0, 0),
        (a_fate(APPROVED, APPROVED), 0, 1, 0),
        (a_fate(APPROVED, OTHER), 0, 1, 0),
        (a_fate(was_told=False), 0, 0, 1),
    ],
)
def test_any_other_end_is_named(fate: Fate, lost: int, doubled: int, stuck: int) -> None:
    verdict = a_verdict(fate)
    assert (verdict.lost, verdict.doubled, verdict.stuck) == (lost, doubled, stuck)
    assert not verdict.is_good
    assert fate.words != a_fate(APPROVED).words


def test_a_decision_of_which_nothing_came_is_lost() -> None:
    verdict = a_verdict(a_fate(APPROVED), lost_answers=("a tap was swallowed",))
    assert (verdict.lost, verdict.is_good) == (1, False)


@pytest.mark.parametrize(("is_good", "exit_code"), [(True, 0), (False, 1)])
def test_the_command_ends_with_one_when_anything_was_lost_doubled_or_stuck(
    monkeypatch: pytest.MonkeyPatch, *, is_good: bool, exit_code: int
) -> None:
    ordered: list[run.Order] = []

    def play(order: run.Order, _: object) -> bool:
        ordered.append(order)
        return is_good

    monkeypatch.setattr(run, "play", play)
    words = ["chaos", "--articles", "6", "--kills", "8", "--seed", "12"]
    assert CliRunner().invoke(app, words).exit_code == exit_code
    assert ordered == [run.Order(6, 8, 12, None)]
