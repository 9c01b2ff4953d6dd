"""What every bench does with what it measured, shown without a stack."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bench.frame import RawFile, conduct
from bench.report import Bar, Figure, Report, middle, p95, write_raw
from bench.stage import home_of_bench, require_playground
from deployments.home import Home
from models.domain.errors import Refused

ANSWERS = [12.0, 14.5, 40.0]


async def _measured(at_most: float) -> Report:
    bar = Bar(middle("tap to answer", ANSWERS), at_most)
    return Report("A tap", (bar,), (p95("tap to answer", ANSWERS),), {"answer_ms": ANSWERS})


async def _too_slow() -> Report:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets the event")


async def _refused() -> Report:
    raise Refused("One is running on this home.")


def _run(*words: str) -> tuple[int, str]:
    bench = typer.Typer()

    @bench.command()
    def main(at_most: float = 50, *, slow: bool = False, refused: bool = False, raw_file: RawFile = None) -> None:
        measure = _too_slow() if slow else _refused() if refused else _measured(at_most)
        conduct(measure, raw_file, within_seconds=0.05 if slow else 60)

    result = CliRunner().invoke(bench, words)
    return result.exit_code, result.output


def test_a_bar_that_is_met_ends_with_0() -> None:
    status, said = _run("--at-most", "14.5")
    assert status == 0
    assert "met" in said
    assert "cores" in said


def test_a_bar_that_is_missed_ends_with_1_and_is_named() -> None:
    status, said = _run("--at-most", "14.4")
    assert status == 1
    assert "missed" in said


def test_one_missed_bar_among_others_is_enough() -> None:
    met, missed = Bar(Figure("a", 1, "ms"), 2), Bar(Figure("b", 3, "ms"), 2)
    assert not Report("two", (met, missed)).is_met


@pytest.mark.parametrize("at_most", ["50", "1"])
def test_the_raw_lists_are_written_whether_the_bar_is_met_or_not(at_most: str, tmp_path: Path) -> None:
    _run("--at-most", at_most, "--json", str(tmp_path / "raw.json"))
    raw = json.loads((tmp_path / "raw.json").read_text())
    assert raw["answer_ms"] == ANSWERS
    assert raw["bars"] == [
        {"name": "tap to answer, median of 3", "value": 14.5, "at_most": float(at_most), "met": at_most == "50"}
    ]


def test_a_bench_that_takes_too_long_ends_with_1_and_says_so() -> None:
    status, said = _run("--slow")
    assert status == 1
    assert "more than" in said


def test_a_bench_that_cannot_start_ends_with_1_and_says_why() -> None:
    status, said = _run("--refused")
    assert status == 1
    assert "One is running on this home." in said


def test_a_figure_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        middle("tap to answer", [])


def test_one_value_is_its_own_p95() -> None:
    assert p95("tap to answer", [7.0]).value == 7.0


def test_a_home_with_real_services_is_no_playground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))
    with pytest.raises(Refused, match="real services"), home_of_bench():
        pass


def test_a_home_that_was_played_on_the_simulators_may_be_used_again(tmp_path: Path) -> None:
    for folder in ("postgres", "simulators"):
        (tmp_path / folder).mkdir()
    (tmp_path / "simulators" / "telegram.sqlite").touch()
    require_playground(Home(tmp_path))


def test_a_home_of_its_own_goes_away_with_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COPYDESK_HOME", raising=False)
    with home_of_bench() as root:
        root.mkdir()
    assert not root.exists()


def test_a_home_that_is_named_or_to_be_kept_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COPYDESK_HOME", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for home in (home_of_bench(tmp_path / "mine"), home_of_bench(keep=True)):
        with home as root:
            root.mkdir()
        assert root.exists()


def test_a_bar_may_also_be_the_least_and_says_so(tmp_path: Path) -> None:
    few, enough = (Bar(Figure("published", rate, "a minute"), 1100, is_least=True) for rate in (900, 1100))
    assert (few.is_met, enough.is_met) == (False, True)
    assert few.sign == "≥"
    write_raw(Report("throughput", (few,)), tmp_path / "raw.json", datetime.now(UTC))
    assert json.loads((tmp_path / "raw.json").read_text())["bars"][0]["at_least"] == 1100
