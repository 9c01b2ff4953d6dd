"""What the benches make of what they measured, shown on made-up figures: growth, a day's rows, what a burst cost."""

from dataclasses import replace

import pytest

from bench import burst, housekeeping, throughput, waiting
from bench.burst import Burst
from bench.housekeeping import Kept
from bench.look import Look
from bench.processes import ByPart
from bench.report import Report
from bench.throughput import TO_MEDIUM, TO_REVIEW, Lap
from deployments.prefect_server import EVENTS_KEPT_DAYS

IDLE = Look(
    waiting=0,
    pss_mb=ByPart({"desk": 150.0, "prefect": 190.0, "simulators": 400.0}),
    cpu_percent=ByPart({"desk": 1.0, "prefect": 3.0, "simulators": 9.0}),
    database_mb={"copydesk": 10.0, "prefect": 20.0},
    dispatch_ms=[20.0],
    upkeep_ms=[30.0],
    answer_ms=[],
    reaction_ms=[],
)
HALF = replace(IDLE, waiting=1000, answer_ms=[40.0], reaction_ms=[80.0])
ALL = replace(HALF, waiting=2000, pss_mb=ByPart({"desk": 160.0, "prefect": 200.0, "simulators": 400.0}))


def _figures(report: Report) -> dict[str, float]:
    return {figure.name: figure.value for figure in report.figures}


@pytest.mark.parametrize(
    ("known", "articles", "looked_at"),
    [
        (0, 100, [0, 50, 100]),
        (0, 2000, [0, 1000, 2000]),
        (0, 10_000, [0, 1000, 5000, 10_000]),
        (1500, 2000, [1500, 2000]),
        (3000, 2000, [3000]),
    ],
)
def test_a_stack_is_looked_at_with_as_few_waiting_as_its_home_has(
    known: int, articles: int, looked_at: list[int]
) -> None:
    assert waiting.stops(known, articles) == looked_at


def test_simulators_count_for_no_bar_and_growth_is_shown_for_each_thousand() -> None:
    report = waiting._report([IDLE, HALF, ALL], 60, "")
    assert report.is_met
    figures = _figures(report)
    assert figures["memory, all but simulators, 2000 waiting"] == 360.0
    assert figures["memory, all but simulators, for each 1,000 more"] == pytest.approx(20.0)
    assert report.raw["waiting"] == [0, 1000, 2000]


def test_what_grows_faster_than_the_articles_misses_its_bar() -> None:
    slow = replace(ALL, upkeep_ms=[30.0 * 2.5])
    missed = [bar.figure.name for bar in waiting._report([IDLE, HALF, slow], 60, "").bars if not bar.is_met]
    assert missed == ["upkeep, 2000 to 1000"]


def test_memory_has_its_bar_with_a_thousand_waiting_and_cpu_with_any_number() -> None:
    heavy = replace(ALL, pss_mb=ByPart({"desk": 601.0}), cpu_percent=ByPart({"prefect": 5.1}))
    missed = {bar.figure.name for bar in waiting._report([IDLE, HALF, heavy], 60, "").bars if not bar.is_met}
    assert missed == {"CPU, 2000 waiting"}
    heavy_at_a_thousand = replace(heavy, waiting=1000)
    missed = {bar.figure.name for bar in waiting._report([IDLE, heavy_at_a_thousand], 60, "").bars if not bar.is_met}
    assert missed == {"memory (PSS), 1000 waiting", "CPU, 1000 waiting"}


def test_a_home_that_has_them_all_is_looked_at_once() -> None:
    assert waiting._report([HALF], 60, "").is_met


def test_the_last_of_a_burst_is_what_counts() -> None:
    slow = Burst([0.1, 0.2], [0.3, 4.1], ByPart({"prefect": 0.2, "up": 0.0}), ByPart({"prefect": 0.5, "up": 0.0}))
    report = burst._report([slow], taps=2, image_seconds=5)
    assert not report.is_met
    figures = _figures(report)
    assert figures["CPU, prefect, until the last reaction, median of 1"] == 0.2
    assert figures["CPU, prefect, a resume, median of 1"] == 250.0


def test_a_rate_is_of_the_whole_batch_to_its_last_article() -> None:
    quick, slow = (Lap(name, 50, seconds, ByPart({"desk": 1.0}), None) for name, seconds in _LAPS)
    assert (quick.a_minute, slow.a_minute) == (3000, 600)
    report = throughput._report([quick, slow], 50, 1)
    assert [bar.is_met for bar in report.bars] == [True, False]
    assert _figures(report)[f"{TO_MEDIUM}: CPU, desk, median of 1"] == 20.0


_LAPS = ((TO_REVIEW, 1.0), (TO_MEDIUM, 5.0))


def test_a_days_rows_are_reckoned_from_what_one_run_leaves() -> None:
    before = Kept({"events": 10, "flow_run": 1}, {"events": 1000, "flow_run": 100})
    after = Kept({"events": 30, "flow_run": 11}, {"events": 21_000, "flow_run": 10_100})
    of_a_run = after.since(before, runs=10)
    assert of_a_run == Kept({"events": 2, "flow_run": 1}, {"events": 2000, "flow_run": 1000})
    report = housekeeping._report({"dispatch": of_a_run, "upkeep": of_a_run}, {"dispatch": [20.0], "upkeep": [30.0]})
    figures = {(figure.name, figure.unit): figure.value for figure in report.figures}
    assert figures["flow_run, a day", "rows"] == 1440 + 720
    assert figures["a day of runs", "MB"] == pytest.approx(2.16)
    settled = report.bars[0].figure.value
    assert settled == pytest.approx(2.16 + 4.32 * EVENTS_KEPT_DAYS)
