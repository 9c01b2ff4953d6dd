"""Owns how a verdict is shown: a table of the articles, what was done twice and why, and the line that counts."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from deployments.chaos.verdict import Verdict


def show(verdict: Verdict, seconds: float, console: Console) -> None:
    console.print(_fates(verdict))
    if verdict.repeats:
        console.print(_repeats(verdict))
    for lost in verdict.lost_answers:
        console.print(f"lost: {lost}", markup=False, soft_wrap=True)
    blows = ", ".join(f"{count} × {what}" for what, count in Counter(verdict.dealt).most_common())
    console.print(f"blows: {blows or 'none'}", markup=False, soft_wrap=True)
    console.print(
        f"{verdict.asked_where} times a writer had to look at Medium, {verdict.resumed} times one resumed an article; "
        f"{seconds:.0f} s in all",
        soft_wrap=True,
    )
    if verdict.hung:
        console.print(f"stuck: {verdict.hung}", markup=False, soft_wrap=True)


def _fates(verdict: Verdict) -> Table:
    table = Table("article", "", "what became of it", title="Articles")
    for fate in verdict.fates:
        table.add_row(str(fate.article_id), fate.word, fate.words, style=None if fate.is_posted else "red")
    return table


def _repeats(verdict: Verdict) -> Table:
    table = Table("article", "what was done twice", "because", title="Paid or sent twice")
    for repeat in verdict.repeats:
        table.add_row(repeat.article, repeat.what, repeat.excuse or "no reason", style=None if repeat.excuse else "red")
    return table
