"""Owns the commands about accounts. A token is asked for unseen, and never taken from the command line."""

import sys
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.console import Console

from deployments.speaking import configured, plainly
from integrations.settings import known_zone
from models.domain.errors import Refused

# ruff: noqa: PLC0415 - what a command needs is imported when it is called, so that `up` stays small

app = typer.Typer(name="account", help="The Medium accounts.", no_args_is_help=True)

UserId = Annotated[str, typer.Option(help="Your Medium user id, only where Medium does not let the token ask for it.")]
Username = Annotated[str, typer.Option(help="Your name on Medium, likewise.")]


@app.command("add")
def add(
    label: str,
    zone: Annotated[str, typer.Option(help="An IANA zone such as Europe/Berlin; the home's if absent.")] = "",
    user_id: UserId = "",
    username: Username = "",
) -> None:
    """Add an account. The token is asked for, so that it stands in no shell history; without one, you paste."""
    from deployments import account_desk, writing_desk
    from integrations.connecting import Typed

    with plainly():
        settings = configured()
        where = known_zone(zone) if zone else settings.copydesk_zone
        secret, typed = _asked("Medium integration token (empty: articles are handed to you)"), Typed(user_id, username)
        typer.echo(writing_desk.at_desk(settings, lambda desk: account_desk.add(desk, label, secret, where, typed)))


@app.command("token")
def token(
    label: str,
    user_id: UserId = "",
    username: Username = "",
    other_profile: Annotated[
        bool, typer.Option("--other-profile", help="It is meant to be another profile's.")
    ] = False,
) -> None:
    """Give an account another token, or connect it again. The token is asked for."""
    from deployments import account_desk, writing_desk
    from integrations.connecting import Typed

    with plainly():
        settings = configured()
        secret = _asked("Medium integration token")
        if secret is None:
            raise Refused("Nothing was typed, so nothing was changed.")
        typed = Typed(user_id, username)
        typer.echo(
            writing_desk.at_desk(
                settings, lambda desk: account_desk.give_token(desk, label, secret, typed, other=other_profile)
            )
        )


@app.command("list")
def list_accounts() -> None:
    """List the accounts, and how each is connected with Medium."""
    from deployments import account_desk, writing_desk

    with plainly():
        Console().print(writing_desk.at_desk(configured(), account_desk.listing))


@app.command("check")
def check(account: Annotated[str | None, typer.Option(help="Only this account.")] = None) -> None:
    """Ask Medium now whether each token is well; the desk does it once a day."""
    from deployments import account_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: account_desk.check_now(desk, account)))


@app.command("publications")
def publications(label: str) -> None:
    """List the publications that Medium names for this account."""
    from deployments import account_desk, writing_desk

    with plainly():
        Console().print(writing_desk.at_desk(configured(), lambda desk: account_desk.publications(desk, label)))


@app.command("test-draft")
def send_test_draft(
    label: str, publication: Annotated[str | None, typer.Option(help="The id of a publication.")] = None
) -> None:
    """Send a draft to Medium that only you see, to know that posting works."""
    from deployments import account_desk, writing_desk

    with plainly():
        typer.echo(
            writing_desk.at_desk(configured(), lambda desk: account_desk.send_test_draft(desk, label, publication))
        )


@app.command("rename")
def rename(label: str, new: str) -> None:
    """Give an account another label."""
    from deployments import account_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: account_desk.rename(desk, label, new)))


@app.command("disconnect")
def disconnect(
    label: str, sure: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False
) -> None:
    """Delete an account's token here. Its articles are kept, and held."""
    from deployments import account_desk, writing_desk

    with plainly():
        settings = configured()
        if not sure:
            typer.confirm(f"Disconnect {label}, and hold its articles?", abort=True)
        typer.echo(writing_desk.at_desk(settings, lambda desk: account_desk.disconnect(desk, label)))


@app.command("bot")
def bot(
    label: str,
    remove: Annotated[bool, typer.Option("--remove", help="Go back to the bot of all accounts.")] = False,
) -> None:
    """Give an account a Telegram bot of its own. The token is asked for, or read from stdin, and checked."""
    from deployments import bot_desk, writing_desk

    with plainly():
        settings = configured()
        token = None if remove else _asked("The bot's token, from @BotFather")
        if token is None and not remove:
            raise Refused("Nothing was typed, so nothing was changed. --remove goes back to the bot of all accounts.")
        typer.echo(writing_desk.at_desk(settings, lambda desk: bot_desk.set_bot(desk, label, token)))


@app.command("set")
def set_account(
    label: str,
    name: Annotated[str, typer.Argument(help="Such as slots, deadline, grace, reminders, quiet, digest.")],
    words: Annotated[str, typer.Argument(help="How it is to be, in words.")],
) -> None:
    """Change how an account works; `copydesk account show` lists what there is, with examples."""
    from deployments import account_desk, writing_desk

    with plainly():
        typer.echo(writing_desk.at_desk(configured(), lambda desk: account_desk.put(desk, label, name, words)))


@app.command("show")
def show_account(label: str) -> None:
    """Show how an account works: its slots, deadline rule, grace, reminders, quiet hours and digest."""
    from deployments import account_desk, writing_desk

    with plainly():
        Console().print(writing_desk.at_desk(configured(), lambda desk: account_desk.page(desk, label)))


def _asked(prompt: str) -> SecretStr | None:
    """Typed unseen, or the first line of what is piped in, for scripts."""
    words: str = (
        typer.prompt(prompt, default="", hide_input=True, show_default=False)
        if sys.stdin.isatty()
        else sys.stdin.readline()
    )
    return SecretStr(words) if words.strip() else None
