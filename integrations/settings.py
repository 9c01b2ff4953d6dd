"""Owns every setting: one class, read once from the environment and `.env`.

It refuses unknown zones, and addresses that would carry a key over plain http through a public network.
"""

import os
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.domain.errors import Refused
from models.domain.money import MILLION, Price, read_prices

CLONE = Path(__file__).resolve().parent.parent


class Simulated(StrEnum):
    """A service that Copydesk can play itself."""

    TELEGRAM = "telegram"
    MODEL = "model"
    MEDIUM = "medium"


class WorkerKind(StrEnum):
    """Who executes the articles' runs."""

    DESK = "desk"  # ours, in the desk's own event loop, woken at once
    PROCESS = "process"  # Prefect's stock process worker


class S3Addressing(StrEnum):
    """Where the name of the bucket stands in an object's address."""

    AUTO = "auto"  # in the host at Amazon, Alibaba and Google, else in the path
    PATH = "path"  # https://host/bucket/key
    HOST = "host"  # https://bucket.host/key


def _is_private(host: str) -> bool:
    if host == "localhost" or "." not in host or host.endswith((".local", ".internal", ".lan")):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def require_safe_address(url: str) -> str:
    """A key that travels over plain http through a public network is no longer a key."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_private(parts.hostname or "")):
        return url.rstrip("/")
    raise ValueError(f"{url!r} must begin with https:// (http:// is only for this machine and private networks)")


def is_on_the_web(url: str) -> bool:
    """Whether somebody elsewhere, as Medium, could open it."""
    return urlsplit(url).scheme == "https" and not _is_private(urlsplit(url).hostname or "")


def _require_dotted(url: str) -> str:
    """Telegram refuses a button that leads to `localhost` or to a name without a dot, and the card with it."""
    if "." not in (urlsplit(url).hostname or ""):
        raise ValueError(f"{url!r} leads nowhere from a phone: name a host such as https://desk.example.com")
    return url


def known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Berlin")
    return name


def _known_prices(text: str) -> str:
    try:
        read_prices(text)
    except Refused as refusal:
        raise ValueError(str(refusal)) from None
    return text


def _blank_is_none(value: object) -> object:
    """`KEY=` in a .env file means that it is not set."""
    return None if value == "" else value


def _from_any_folder(path: Path) -> Path:
    """A relative path means the same whichever folder a command is called from."""
    return CLONE / path.expanduser()


SafeAddress = Annotated[str, AfterValidator(require_safe_address)]
ReachableAddress = Annotated[str, AfterValidator(require_safe_address), AfterValidator(_require_dotted)]
Optional = BeforeValidator(_blank_is_none)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_file_encoding="utf-8", hide_input_in_errors=True)

    copydesk_home: Annotated[Path, AfterValidator(_from_any_folder)] = Field(
        CLONE / "var", description="The one folder that holds all state; a relative path starts at the clone."
    )
    copydesk_secret_key: Annotated[SecretStr | None, Optional] = Field(
        None,
        description="Encrypts the Medium tokens in the database. Made and kept in the home if absent; "
        "two homes that share a database share it.",
    )
    copydesk_worker: WorkerKind = Field(
        WorkerKind.DESK, description="`desk`: our fast worker; `process`: Prefect's stock process worker."
    )
    copydesk_zone: Annotated[str, AfterValidator(known_zone)] = Field(
        "UTC", description="The IANA time zone that a new account starts with."
    )
    copydesk_starts_per_minute: int = Field(
        60, ge=1, le=500, description="So many articles begin in a minute when many are due, the most urgent first."
    )
    simulate: Literal["auto", "all", "none"] = Field(
        "auto", description="`auto` plays Telegram, the model and Medium where their key is missing; `all`; `none`."
    )

    telegram_bot_token: Annotated[SecretStr | None, Optional] = Field(
        None, description="The bot's token, from @BotFather."
    )
    telegram_base_url: SafeAddress = Field(
        "https://api.telegram.org", description="The Bot API; change it for a local Bot API server."
    )
    telegram_webhook_url: Annotated[SafeAddress | None, Optional] = Field(
        None, description="The console's public https address; set it to receive updates by webhook instead of polling."
    )
    console_public_url: Annotated[ReachableAddress | None, Optional] = Field(
        None,
        description="The console's address as a phone reaches it; with it cards get a Preview button, and a hand-off a "
        "page to copy from.",
    )
    telegram_messages_per_second: float = Field(
        1.0, ge=0, le=30, description="To one chat, after a short burst; groups get at most 20 a minute. 0: no limit."
    )
    feedback_pause_seconds: float = Field(
        6.0, ge=0, le=60, description="So long after your last message on Telegram your notes are taken in together."
    )

    model_api_key: Annotated[SecretStr | None, Optional] = Field(None, description="The key of the model's endpoint.")
    model_base_url: SafeAddress = Field(
        "https://api.openai.com/v1", description="Any endpoint that speaks OpenAI's Chat Completions and Images."
    )
    writer_model: str = Field("gpt-6-sol", description="Writes and revises.")
    reviewer_model: str = Field("gpt-6-sol", description="Reviews where an account asks for an AI reviewer.")
    image_model: str = Field("gpt-image-2.5-flare", description="Draws the images.")
    transcription_model: str = Field("gpt-transcribe", description="Turns voice messages into text.")
    model_prices: Annotated[str, AfterValidator(_known_prices)] = Field(
        "",
        description="What models cost that we have no list price of, or another one: `some-model=0.25/2, "
        "some-images=0/0/0.04` (US dollars for a million tokens in and out, an image, a minute of speech).",
    )
    monthly_ceiling_usd: Decimal = Field(
        Decimal(20),
        ge=0,
        description="What the models may cost an account in a month before its articles are held; 0 for no ceiling. "
        "`copydesk ceiling` sets it for one account.",
    )

    medium_integration_token: Annotated[SecretStr | None, Optional] = Field(
        None, description="A Medium integration token; it makes the first account."
    )
    medium_base_url: SafeAddress = Field("https://api.medium.com/v1", description="Medium's API.")
    medium_feed_url: SafeAddress = Field("https://medium.com/feed", description="Medium's feeds, apart from the API.")
    medium_seconds_between_requests: float = Field(
        1.0, ge=0, le=60, description="So far from each other the requests with one token go; never two at once."
    )
    medium_seconds_between_stories: float = Field(
        15.0, ge=0, le=3600, description="So far from each other the stories of one profile go that are due together."
    )

    database_url: Annotated[SecretStr | None, Optional] = Field(
        None, description="An own PostgreSQL (postgresql://user:password@host/name); embedded if absent."
    )
    s3_endpoint: Annotated[SafeAddress | None, Optional] = Field(
        None, description="An own S3 server (https://host); embedded if absent."
    )
    s3_access_key: Annotated[SecretStr | None, Optional] = Field(None, description="Its access key.")
    s3_secret_key: Annotated[SecretStr | None, Optional] = Field(None, description="Its secret key.")
    s3_bucket: str = Field("copydesk", description="Made if missing.")
    s3_region: str = Field("us-east-1", description="The bucket's region.")
    s3_addressing: S3Addressing = Field(
        S3Addressing.AUTO, description="Whether the bucket stands in the path or in the host's name."
    )
    s3_ca_file: Annotated[Path | None, Optional] = Field(
        None, description="Certificates (PEM) by which your S3 server is trusted; without it those of the system."
    )
    s3_public_url: Annotated[ReachableAddress | None, Optional] = Field(
        None,
        description="Where everybody can read what lies in the bucket under `story/`; with it the page that Medium "
        "imports a hand-off from lies there, no public console is needed, and `images-by: address` is possible.",
    )
    prefect_api_url: Annotated[SafeAddress | None, Optional] = Field(
        None, description="An own Prefect server (https://host/api); embedded if absent."
    )

    console_host: str = Field("127.0.0.1", description="Where the console listens.")
    console_port: int = Field(8400, ge=1, le=65535, description="Its port; a free one is taken when it is not free.")
    prefect_port: int = Field(4200, ge=1, le=65535, description="The embedded Prefect server's port, likewise.")

    copydesk_console_url: Annotated[SafeAddress | None, Optional] = Field(
        None,
        description="A console elsewhere: add, list, show, decide, move, hold, resume, drop and export work there.",
    )
    copydesk_api_token: Annotated[SecretStr | None, Optional] = Field(
        None, description="The token for it: its settings page and `copydesk api-token` make one."
    )

    @cached_property
    def simulated(self) -> frozenset[Simulated]:
        match self.simulate:
            case "all":
                return frozenset(Simulated)
            case "none":
                return frozenset()
            case "auto":
                return frozenset(service for service in Simulated if not self._has_key(service))

    @cached_property
    def own_prices(self) -> Mapping[str, Price]:
        return read_prices(self.model_prices)

    @property
    def ceiling_micro_usd(self) -> int:
        return int(self.monthly_ceiling_usd * MILLION)

    @property
    def names_every_part(self) -> bool:
        """Nothing embedded and nothing played: a process can work from the settings alone."""
        return bool(self.database_url and self.s3_endpoint and self.prefect_api_url) and not self.simulated

    def _has_key(self, service: Simulated) -> bool:
        match service:
            case Simulated.TELEGRAM:
                return self.telegram_bot_token is not None
            case Simulated.MODEL:  # a model on one's own machine often wants no key
                return self.model_api_key is not None or "model_base_url" in self.model_fields_set
            case Simulated.MEDIUM:
                return self.medium_integration_token is not None


def env_file() -> Path:
    return Path(os.environ.get("COPYDESK_ENV_FILE", CLONE / ".env"))


def read_settings() -> Settings:
    return Settings(_env_file=env_file())
