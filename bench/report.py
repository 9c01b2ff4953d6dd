"""Owns what a bench says: its figures as one table, its bars and whether they are met, its raw lists as a file.

It refuses a figure without a unit, and a bar of which nothing was measured.
"""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

Raw = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Figure:
    """A line of the table."""

    name: str
    value: float
    unit: str

    def __post_init__(self) -> None:
        if not self.unit:
            raise ValueError(f"{self.name} has no unit")


@dataclass(frozen=True)
class Bar:
    """The most that a figure may be, or the least."""

    figure: Figure
    limit: float
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.figure.value >= self.limit if self.is_least else self.figure.value <= self.limit

    @property
    def sign(self) -> str:
        return "≥" if self.is_least else "≤"


@dataclass(frozen=True)
class Report:
    """All that a bench found."""

    title: str
    bars: tuple[Bar, ...]
    figures: tuple[Figure, ...] = ()
    raw: Raw = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return all(bar.is_met for bar in self.bars)


def middle(name: str, values: Sequence[float], unit: str = "ms") -> Figure:
    return Figure(f"{name}, median of {len(values)}", median(_some(name, values)), unit)


def p95(name: str, values: Sequence[float], unit: str = "ms") -> Figure:
    return Figure(f"{name}, p95 of {len(values)}", _p95(_some(name, values)), unit)


def show(report: Report, console: Console) -> None:
    table = Table("", "measured", "bar", title=report.title, caption=_machine(), caption_justify="left")
    for bar in report.bars:
        verdict = "[green]met[/]" if bar.is_met else "[bold red]missed[/]"
        table.add_row(bar.figure.name, _shown(bar.figure), f"{bar.sign} {bar.limit:g} {bar.figure.unit}  {verdict}")
    for figure in report.figures:
        table.add_row(figure.name, _shown(figure), "")
    console.print(table)
    for note in report.notes:
        console.print(note, markup=False, soft_wrap=True)


def write_raw(report: Report, file: Path, at: datetime) -> None:
    """The raw lists under their own names, so that whoever compares two runs needs no knowledge of ours."""
    bars = [
        {
            "name": bar.figure.name,
            "value": bar.figure.value,
            "at_least" if bar.is_least else "at_most": bar.limit,
            "met": bar.is_met,
        }
        for bar in report.bars
    ]
    figures = [{"name": each.name, "value": each.value, "unit": each.unit} for each in report.figures]
    about = {"bench": report.title, "at": at.isoformat(), "cores": os.cpu_count(), "bars": bars, "figures": figures}
    file.write_text(json.dumps(about | {name: list(values) for name, values in report.raw.items()}, indent=1) + "\n")


def _some(name: str, values: Sequence[float]) -> Sequence[float]:
    if not values:
        raise ValueError(f"nothing was measured of {name}")
    return values


def _p95(values: Sequence[float]) -> float:
    return values[0] if len(values) == 1 else quantiles(values, n=20, method="inclusive")[-1]


def _shown(figure: Figure) -> str:
    digits = 0 if abs(figure.value) >= 100 else 1 if abs(figure.value) >= 10 else 2
    return f"{figure.value:,.{digits}f} {figure.unit}"


def _machine() -> str:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, load {load} at the end"
