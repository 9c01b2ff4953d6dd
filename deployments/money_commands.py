"""Owns the commands about money: what was spent, what a model costs, how much a month may cost."""

from typing import Annotated

import typer
from rich.console import Console

from deployments.speaking import configured, plainly

# ruff: noqa: PLC0415 - the supervisor of a 2 GB machine must not carry Prefect, SQLAlchemy and the vendors' clients

app = typer.Typer()


@app.command()
def costs(
    account: Annotated[str | None, typer.Option(help="Only this account's.")] = None,
    month: Annotated[str | None, typer.Option(help="Such as 2030-01; this month if absent.")] = None,
    article: Annotated[int | None, typer.Option(help="All that this article cost, in any month.")] = None,
) -> None:
    """List what the models cost, by article and purpose."""
    from deployments import ledger, writing_desk

    with plainly():
        Console().print(writing_desk.at_desk(configured(), lambda desk: ledger.costs(desk, account, month, article)))


@app.command()
def price(
    model: str,
    input_usd: Annotated[str, typer.Option("--input", help="US dollars for a million tokens that are sent.")] = "",
    output_usd: Annotated[str, typer.Option("--output", help="US dollars for a million tokens that come back.")] = "",
    image_usd: Annotated[str, typer.Option("--image", help="US dollars for an image.")] = "",
    minute_usd: Annotated[str, typer.Option("--minute", help="US dollars for a minute of speech.")] = "",
    account: Annotated[str | None, typer.Option(help="For this account alone.")] = None,
) -> None:
    """Show what a model costs, or say it: 0 for a model of your own."""
    from deployments import ledger, writing_desk
    from integrations.pricing import Typed

    typed = Typed(input_usd, output_usd, image_usd, minute_usd)
    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: ledger.price(desk, model, typed, account)))


@app.command()
def ceiling(
    account: str, usd: Annotated[str, typer.Argument(help="US dollars a month; 0 for no ceiling.")] = ""
) -> None:
    """Show how much of an account's month is spent, or say how much it may be."""
    from deployments import ledger, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: ledger.ceiling(desk, account, usd)))
