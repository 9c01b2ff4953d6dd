"""Owns the commands that bring articles in and carry them out."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.speaking import configured, configured_anywhere, plainly
from models.domain.errors import Refused

# ruff: noqa: PLC0415 - what a command needs is imported when it is called, so that `up` stays small

app = typer.Typer()

What = Annotated[
    Path | None,
    typer.Argument(help="A .md file, a folder of them, topics as .csv or .txt, Medium's archive, or an export."),
]


@app.command("import")
def import_(
    path: What = None,
    account: Annotated[str | None, typer.Option(help="For what names no account itself.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would become of it.")] = False,
    feed: Annotated[bool, typer.Option("--feed", help="The latest stories that Medium shows of the account.")] = False,
    pick: Annotated[
        str, typer.Option(help="Of the archive or the feed: 1,3-5, or all. Without it they are listed.")
    ] = "",
    for_voice: Annotated[bool, typer.Option("--for-voice", help="Read the picked stories for the voice.")] = False,
    go_on: Annotated[bool, typer.Option("--go-on", help="Of an export: let go on what had not ended.")] = False,
) -> None:
    """Import finished texts, which begin at their review, topics, stories, or an export. Twice makes nothing twice."""
    from deployments import import_desk, writing_desk

    with plainly():
        if (path is None) is not feed:
            raise Refused("Name a file or a folder, or --feed; one of them.")
        wish = import_desk.Wish(account, preview, pick, for_voice, go_on)
        typer.echo(writing_desk.at_desk(configured(), lambda desk: import_desk.bring(desk, path, wish)))


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="A new folder, or a .zip.")],
    account: Annotated[str, typer.Option(help="The account's label.")],
) -> None:
    """Write everything of an account as Markdown, with versions, images and decisions; no token is in it.

    From a console elsewhere come the texts alone.
    """
    from deployments import article_desk, export_desk

    with plainly():
        typer.echo(
            article_desk.asked(
                configured_anywhere(),
                lambda console: article_desk.export_from(console, account, target),
                lambda desk: export_desk.export_account(desk, account, target),
            )
        )
