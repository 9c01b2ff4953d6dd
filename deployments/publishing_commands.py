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


@app.command()
def options(
    article: int,
    words: Annotated[
        list[str] | None, typer.Argument(help="Such as: licence cc-by. Without words they are shown.")
    ] = None,
) -> None:
    """Show or change how an article goes out: status, licence, notify, canonical, publication, format, category."""
    from deployments import writing_desk
    from integrations.article_options import article_options
    from models.domain.review import Channel

    with plainly():
        typed = " ".join(words or [])
        typer.echo(
            writing_desk.at_desk(
                configured(), lambda desk: article_options(desk, article, typed, Channel.CONSOLE, None)
            )
        )
