"""Owns the commands that bring articles in and carry them out."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.speaking import configured, plainly

# ruff: noqa: PLC0415 - what a command needs is imported when it is called, so that `up` stays small

app = typer.Typer()


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A .md file, a folder of them, topics as .csv or .txt.")],
    account: Annotated[str | None, typer.Option(help="For what names no account itself.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would become of it.")] = False,
) -> None:
    """Import finished texts, which begin at their review, and topics. The same twice makes nothing twice."""
    from deployments import import_desk, writing_desk

    with plainly():
        typer.echo(
            writing_desk.at_desk(
                configured(), lambda desk: import_desk.import_path(desk, path, account, preview=preview)
            )
        )
