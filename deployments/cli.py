"""Owns the command line. Each command imports what it needs when it is called, so that `up` stays small.

It refuses to show a traceback for what a person can mend: those errors are a sentence and exit code 1.
"""

import asyncio
import os
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from deployments import (
    account_commands,
    article_commands,
    carry_commands,
    money_commands,
    publishing_commands,
    voice_commands,
)
from deployments.chaos.guards import Guard
from deployments.speaking import configured, plainly
from integrations.settings import Settings, WorkerKind

# ruff: noqa: PLC0415 - the supervisor of a 2 GB machine must not carry Prefect, SQLAlchemy and the vendors' clients

app = typer.Typer(
    name="copydesk",
    help="Runs a writer's Medium accounts.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold tokens
)
app.add_typer(article_commands.app)
app.add_typer(account_commands.app)
app.add_typer(carry_commands.app)
app.add_typer(money_commands.app)
app.add_typer(publishing_commands.app)
app.add_typer(voice_commands.app)


class Runnable(StrEnum):
    """What can be a process of its own."""

    DESK = "desk"
    BOT = "bot"
    WORKER = "worker"
    CONSOLE = "console"


@app.command()
def up() -> None:
    """Start every part and stay in the foreground."""
    from deployments.up import up

    with plainly():
        up(configured(), Console())


@app.command()
def run(what: Annotated[Runnable, typer.Argument()]) -> None:
    """Run the desk, or one of its roles alone, on what `up` (or the settings) provide."""
    with plainly():
        _run(configured(), what)


@app.command()
def provision() -> None:
    """Make what is missing: schema, bucket, work pool, deployments, first account."""
    from deployments.provision import provision
    from integrations.addresses import running_address

    with plainly():
        settings = configured()
        provision(settings, running_address(settings))


@app.command()
def doctor(
    live: Annotated[bool, typer.Option(help="Also try the real bot, model and Medium; costs a few cents.")] = False,
) -> None:
    """Check each part and key, and name the fix of what is missing."""
    from deployments.doctor import examine, show

    with plainly():
        findings = asyncio.run(examine(configured(), live=live))
    show(findings, Console())
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command("env-example")
def env_example() -> None:
    """Print `.env.example`."""
    from deployments.env_example import render

    typer.echo(render(), nl=False)


@app.command("login-link")
def login_link(
    name: Annotated[str, typer.Option(help="Who gets it; without a name whoever runs this desk.")] = "",
) -> None:
    """Print a link that works once: it sets a password for the console."""
    from deployments import writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: writing_desk.login_link(desk, name)))


@app.command("api-token")
def api_token(
    name: Annotated[str, typer.Argument(help="The program that will use it.")],
    login_name: Annotated[str, typer.Option("--for", help="Whose it is; without a name whoever runs this desk.")] = "",
    end: Annotated[bool, typer.Option("--end", help="End the token of this name instead.")] = False,
) -> None:
    """Print a token for the API, this once. It may do what its person may."""
    from deployments import writing_desk

    with plainly():
        act = writing_desk.end_api_token if end else writing_desk.api_token
        typer.echo(writing_desk.at_desk(configured(), lambda desk: act(desk, name, login_name)))


@app.command()
def pair(account: str) -> None:
    """Show a one-time code that ties a Telegram chat to an account."""
    from deployments import writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: writing_desk.pair(desk, account)))


@app.command()
def status() -> None:
    """Show how the accounts stand, and what somebody has to see to."""
    from deployments import standing_desk, writing_desk

    with plainly():
        Console().print(writing_desk.at_desk(configured(), standing_desk.status))


@app.command()
def demo() -> None:
    """Drive one article through the whole story on the simulators, with a scripted writer."""
    from deployments.demo import play

    with plainly():
        play(Console())


@app.command()
def chaos(
    count: Annotated[int, typer.Option("--articles", min=1, help="How many articles are written and published.")] = 10,
    kills: Annotated[int, typer.Option(min=0, help="How often a part is killed, or paused and let go on.")] = 15,
    seed: Annotated[int, typer.Option(help="The same seed is the same plan.")] = 1,
    broken: Annotated[
        Guard | None, typer.Option("--break", help="Switch one guard off, to see that its absence is noticed.")
    ] = None,
) -> None:
    """Publish articles on a stack of its own while its parts are killed, and check at the vendors what came of it."""
    from deployments.chaos.run import Order, play

    with plainly():
        is_good = play(Order(count, kills, seed, broken), Console())
    if not is_good:
        raise typer.Exit(1)


def _run(settings: Settings, what: Runnable) -> None:
    from deployments.surroundings import of_ours
    from integrations.addresses import running_address

    os.environ.update(of_ours(settings, running_address(settings)))  # Prefect reads its own when it is imported
    import uvloop

    from deployments.desk import Role, serve

    if what is Runnable.WORKER and settings.copydesk_worker is WorkerKind.PROCESS:
        _become_stock_worker(settings)
    elif what is Runnable.DESK:
        stock = frozenset({Role.WORKER}) if settings.copydesk_worker is WorkerKind.PROCESS else frozenset()
        uvloop.run(serve(settings, frozenset(Role) - stock))
    else:
        uvloop.run(serve(settings, frozenset({Role(what)})))


def _become_stock_worker(settings: Settings) -> None:
    from deployments.plan import stock_worker_command
    from deployments.surroundings import of_ours
    from integrations.addresses import running_address

    command = stock_worker_command()
    os.execve(command[0], command, of_ours(settings, running_address(settings)))  # noqa: S606 - our own command


if __name__ == "__main__":
    app()
