"""Owns how a command speaks to a person: the settings that it needs, and errors as a sentence with exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from rich.console import Console

from integrations.settings import Settings, read_settings
from models.domain.errors import CopydeskError, Misconfigured


@contextmanager
def plainly() -> Iterator[None]:
    """What a person can mend is said in words; everything else keeps its traceback."""
    try:
        yield
    except CopydeskError as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


def configured() -> Settings:
    """For what is done in the home itself."""
    settings = configured_anywhere()
    if settings.copydesk_console_url is not None:
        raise Misconfigured(
            f"This command needs the home itself, and COPYDESK_CONSOLE_URL names a console elsewhere "
            f"({settings.copydesk_console_url}). Run it there, or unset COPYDESK_CONSOLE_URL."
        )
    return settings


def configured_anywhere() -> Settings:
    try:
        return read_settings()
    except ValidationError as error:
        faults = (f"{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors())
        raise Misconfigured("These settings cannot be used (see .env.example):\n" + "\n".join(faults)) from None
