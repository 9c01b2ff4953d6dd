"""Owns the commands about a voice: learn it, accept or refuse its rules, and see what goes into the prompt."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deployments.speaking import configured, plainly
from models.domain.voice import RuleState

# ruff: noqa: PLC0415 - what a command needs is imported when it is called, so that `up` stays small

app = typer.Typer(name="voice", help="The voice that drafts are written in.", no_args_is_help=True)


@app.command()
def learn(
    account: str,
    archive: Annotated[Path | None, typer.Option(help="The zip that Medium's settings page gives.")] = None,
    markdown: Annotated[list[Path] | None, typer.Option(help="A Markdown file, or a folder; repeatable.")] = None,
) -> None:
    """Propose rules from your stories: from files that are named, else from the account's feed on Medium."""
    from deployments import voice_desk, writing_desk

    with plainly():
        given = markdown or []
        typer.echo(
            writing_desk.at_desk(configured(), lambda desk: voice_desk.learn(desk, account, archive, given)),
        )


@app.command()
def show(account: str) -> None:
    """Show what goes into the prompt, to the letter."""
    from deployments import voice_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: voice_desk.show(desk, account)))


@app.command()
def rules(account: str) -> None:
    """List every rule with the sentence that it stands on, and what became of it."""
    from deployments import voice_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: voice_desk.rules(desk, account)))


@app.command()
def accept(rule: int) -> None:
    """Put a proposed rule in force."""
    _decide(rule, RuleState.ACCEPTED)


@app.command()
def refuse(rule: int) -> None:
    """Refuse a proposed rule; it is not proposed again."""
    _decide(rule, RuleState.REFUSED)


@app.command()
def drop(rule: int) -> None:
    """Take a rule out of force."""
    from deployments import voice_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: voice_desk.drop(desk, rule)))


@app.command()
def undo(account: str) -> None:
    """Go back to the voice before the last change; undoing again goes back further."""
    from deployments import voice_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: voice_desk.undo(desk, account)))


@app.command()
def history(account: str) -> None:
    """List the versions of a voice."""
    from deployments import voice_desk, writing_desk

    with plainly():
        Console().print(writing_desk.at_desk(configured(), lambda desk: voice_desk.history(desk, account)))


def _decide(rule: int, state: RuleState) -> None:
    from deployments import voice_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: voice_desk.decide(desk, rule, state)))
