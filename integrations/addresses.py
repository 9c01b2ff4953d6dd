"""Owns where everything is on this home right now: what the settings name, else what `up` started and wrote down.

Addresses live in `run/stack.json` (0600) and nowhere else: no record in a database holds a host or a port.
"""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, field_serializer

from integrations.settings import Settings
from models.domain.errors import Misconfigured


class Address(BaseModel):
    """Where the running parts are, with the keys that `up` made for its own ones."""

    model_config = ConfigDict(frozen=True)

    database_url: SecretStr
    s3_endpoint: str
    s3_access_key: SecretStr
    s3_secret_key: SecretStr
    prefect_api_url: str
    prefect_ui_url: str
    console_url: str
    telegram_base_url: str
    telegram_bot_token: SecretStr
    model_base_url: str
    model_api_key: SecretStr
    medium_base_url: str
    medium_feed_url: str
    simulators_url: str | None = None

    @property
    def is_telegram_itself(self) -> bool:
        """Where Telegram is played, a link of t.me leads to nobody whom we know."""
        return self.simulators_url is None or not self.telegram_base_url.startswith(self.simulators_url)

    @property
    def is_medium_itself(self) -> bool:
        """Where Medium is played, it fetches from this machine what the real one could not."""
        return self.simulators_url is None or not self.medium_base_url.startswith(self.simulators_url)

    @property
    def own_pages(self) -> frozenset[str]:
        """`host:port` of pages that are not public and that a link may lead to all the same."""
        return frozenset({urlsplit(self.simulators_url).netloc}) if self.simulators_url else frozenset()

    @field_serializer(
        "database_url", "s3_access_key", "s3_secret_key", "telegram_bot_token", "model_api_key", when_used="json"
    )
    def _reveal(self, secret: SecretStr) -> str:
        return secret.get_secret_value()  # only ever written to the 0600 file of the same user


class Process(BaseModel):
    """A process that `up` started: the time of its birth tells it from a later one with the same number."""

    model_config = ConfigDict(frozen=True)

    name: str
    pid: int
    born_at: float


class Stack(BaseModel):
    """What `up` wrote down: itself, its children, the addresses, and the ports to keep across restarts."""

    model_config = ConfigDict(frozen=True)

    up: Process | None = None
    processes: tuple[Process, ...] = ()
    ports: dict[str, int] = {}
    address: Address | None = None


def stack_file(home: Path) -> Path:
    return home / "run" / "stack.json"


def read_stack(home: Path) -> Stack:
    path = stack_file(home)
    return Stack.model_validate_json(path.read_text()) if path.exists() else Stack()


def write_stack(home: Path, stack: Stack) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    path = stack_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(stack.model_dump(mode="json"), file, indent=1)
    fresh.replace(path)


def running_address(settings: Settings) -> Address:
    """What `up` wrote down on this home, else what the settings name, if they name every part."""
    address = read_stack(settings.copydesk_home).address
    if address is None and settings.names_every_part:
        return named_address(settings)
    if address is None:
        raise Misconfigured(f"Nothing has been started on {settings.copydesk_home} yet. Run `copydesk up` first.")
    return address


def named_address(settings: Settings) -> Address:
    """For a process on a machine where no `up` runs, as on a cluster."""
    access, secret = bucket_keys(settings)
    return Address(
        database_url=settings.database_url or SecretStr(""),
        s3_endpoint=settings.s3_endpoint or "",
        s3_access_key=access,
        s3_secret_key=secret,
        prefect_api_url=settings.prefect_api_url or "",
        prefect_ui_url=(settings.prefect_api_url or "").removesuffix("/api"),
        console_url=f"http://{settings.console_host}:{settings.console_port}",
        telegram_base_url=settings.telegram_base_url,
        telegram_bot_token=bot_token(settings),
        model_base_url=settings.model_base_url,
        model_api_key=model_key(settings),
        medium_base_url=settings.medium_base_url,
        medium_feed_url=settings.medium_feed_url,
    )


def bucket_keys(settings: Settings) -> tuple[SecretStr, SecretStr]:
    if settings.s3_access_key is None or settings.s3_secret_key is None:
        raise Misconfigured("S3_ENDPOINT is set without its keys. Set S3_ACCESS_KEY and S3_SECRET_KEY too.")
    return settings.s3_access_key, settings.s3_secret_key


def bot_token(settings: Settings) -> SecretStr:
    if settings.telegram_bot_token is None:
        raise Misconfigured("TELEGRAM_BOT_TOKEN is missing. Get one from @BotFather, or let SIMULATE be auto.")
    return settings.telegram_bot_token


def model_key(settings: Settings) -> SecretStr:
    if settings.model_api_key is not None:
        return settings.model_api_key
    if "model_base_url" in settings.model_fields_set:
        return SecretStr("none-needed")
    raise Misconfigured("MODEL_API_KEY is missing. Set it, or MODEL_BASE_URL of a model on your own machine.")
