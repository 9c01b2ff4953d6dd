"""Owns the commands about articles: in this home, or at the console elsewhere that the settings name."""

from typing import Annotated

import typer
from rich.console import Console

from deployments.speaking import configured, configured_anywhere, plainly
from models.domain.errors import Refused
from models.domain.review import Verdict
from models.domain.shortcuts import Shortcut
from models.domain.sources import Given, read_given

# ruff: noqa: PLC0415 - what a command needs is imported when it is called, so that `up` stays small

app = typer.Typer()
Links = Annotated[list[str] | None, typer.Option("--source", help="A link to a source; may be named repeatedly.")]
Notes = Annotated[list[str] | None, typer.Option("--note", help="A source in your own words; likewise.")]
Why = Annotated[str, typer.Option(help="What its story says about it.")]


@app.command()
def add(
    topic: str,
    account: Annotated[str, typer.Option(help="The account's label.")],
    at: Annotated[str, typer.Option(help="“next tuesday 9am”, 2030-01-31 09:00; without it the next free slot.")] = "",
    brief: Annotated[str, typer.Option(help="What the article should say.")] = "",
    source: Links = None,
    note: Notes = None,
) -> None:
    """Queue a topic, with what it rests on."""
    from deployments import article_desk, writing_desk

    with plainly():
        given = _given(source, note)
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: console.add(article_desk.new_article(topic, account, at, brief, given)),
                lambda desk: writing_desk.add(desk, topic, account, at, brief, given),
            )
        )


@app.command()
def source(article: int, source: Links = None, note: Notes = None) -> None:
    """Give an article links and notes to rest on, also while it waits for one."""
    from deployments import writing_desk

    with plainly():
        given = _given(source, note)
        typer.echo(writing_desk.at_desk(configured(), lambda desk: writing_desk.add_sources(desk, article, given)))


@app.command("list")
def list_articles(account: Annotated[str | None, typer.Option(help="Only this account's.")] = None) -> None:
    """List the articles."""
    from deployments import article_desk, writing_desk

    with plainly():
        Console().print(
            article_desk.asked(
                configured_anywhere(),
                lambda console: article_desk.listed(console, account),
                lambda desk: writing_desk.listing(desk, account),
            )
        )


@app.command()
def show(article: int) -> None:
    """Show where an article stands, what is asked about it, and its story so far."""
    from deployments import article_desk, writing_desk

    with plainly():
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: article_desk.told(console.show(article)),
                lambda desk: writing_desk.story(desk, article),
            )
        )


@app.command()
def decide(
    article: int,
    verdict: Verdict,
    note: Annotated[str, typer.Option(help="What should change, the answer, the place, or your text.")] = "",
    review: Annotated[int | None, typer.Option(help="Which question, where several are open; `show` has it.")] = None,
    looked_at: Annotated[str, typer.Option("--hash", help="Only if it is still what you looked at.")] = "",
    shortcut: Annotated[Shortcut | None, typer.Option(help="What it does besides.")] = None,
) -> None:
    """Answer what is asked about an article. The first answer counts, wherever it came from."""
    from deployments import article_desk

    with plainly():
        chosen = article_desk.Chosen(verdict, note, review, looked_at, shortcut)
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: article_desk.decide_elsewhere(console, article, chosen),
                lambda desk: article_desk.decide(desk, article, chosen),
            )
        )


@app.command()
def move(article: int, at: Annotated[str, typer.Argument(help="“friday 8:30”, 2030-01-31 09:00.")]) -> None:
    """Move an article to another time, read in the zone of its account."""
    from deployments import article_desk

    with plainly():
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: console.act(article, "time", {"at": at}),
                lambda desk: article_desk.move(desk, article, at),
            )
        )


@app.command()
def hold(article: int, reason: Why = "") -> None:
    """Stop an article where it stands, until it is resumed."""
    from deployments import article_desk

    with plainly():
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: console.act(article, "hold", {"reason": reason}),
                lambda desk: article_desk.hold(desk, article, reason),
            )
        )


@app.command()
def resume(article: int) -> None:
    """Let an article go on from where it was stopped."""
    from deployments import article_desk

    with plainly():
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: console.act(article, "resume", {}),
                lambda desk: article_desk.resume(desk, article),
            )
        )


@app.command()
def drop(article: int, reason: Why = "") -> None:
    """Give an article up. `resume` brings it back."""
    from deployments import article_desk

    with plainly():
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: console.act(article, "drop", {"reason": reason}),
                lambda desk: article_desk.drop(desk, article, reason),
            )
        )


def _given(links: list[str] | None, notes: list[str] | None) -> list[Given]:
    found = [read_given(words) for words in [*(links or []), *(notes or [])]]
    if strange := next((each.note for each in found[: len(links or [])] if each.note), None):
        raise Refused(f"“{strange[:80]}” is no link: it has to begin with http:// or https://.")
    return found
