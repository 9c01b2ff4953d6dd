"""Owns the commands about what went to Medium."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deployments.speaking import configured, plainly

# ruff: noqa: PLC0415 - the supervisor of a 2 GB machine must not carry Prefect, SQLAlchemy and the vendors' clients

app = typer.Typer()


@app.command()
def compare(article: int) -> None:
    """Print what was approved of an article beside what was sent to Medium, block by block and address by address."""
    from deployments import publishing_desk, writing_desk

    with plainly():
        shown = writing_desk.at_desk(configured(), lambda desk: publishing_desk.comparison(desk, article))
        Console().print(shown.table)
        typer.echo(shown.verdict)
        if not shown.is_same:
            raise typer.Exit(1)


@app.command()
def correct(
    article: int,
    file: Annotated[
        Path | None, typer.Argument(help="The text as it is to be: Markdown, its title as “# Title”.")
    ] = None,
    done: Annotated[bool, typer.Option("--done", help="It is corrected on Medium.")] = False,
) -> None:
    """Make a correction of a published story a task for its writer, or say that it is done."""
    from deployments import publishing_desk, writing_desk

    with plainly():
        typer.echo(
            writing_desk.at_desk(configured(), lambda desk: publishing_desk.correction(desk, article, file, done=done))
        )
