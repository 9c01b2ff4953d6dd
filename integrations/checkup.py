"""Owns how each part of the desk stands, in words, and what to do about one that is not well; and trying the vendors.

It looks only, and repairs nothing. What is said names no secret.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import httpx

from integrations.addresses import Address
from integrations.health import ANSWER_SECONDS, check_all
from integrations.public_images import shows_what_is_put
from integrations.services import Services
from integrations.settings import Settings, is_on_the_web
from integrations.storage import Bucket, Storage
from integrations.writing import trials
from models.domain.errors import CopydeskError

FIXES: Final = {
    "postgres": "See logs/postgres.log in the home, or check DATABASE_URL.",
    "object store": "See logs/object store.log in the home, or check S3_ENDPOINT and its keys.",
    "prefect": "See logs/prefect.log in the home, or check PREFECT_API_URL.",
    "simulators": "See logs/simulators.log in the home.",
    "bot": "See logs/desk.log in the home; `copydesk doctor --live` tries the token.",
    "worker": "See logs/desk.log in the home.",
}


PUBLIC_ADDRESS: Final = "public address"
_SHOW: Final = "Let everybody read what lies under story/ in the bucket, and S3_PUBLIC_URL be where it is shown."


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do where it is not well."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


@dataclass(frozen=True)
class Played:
    """Which vendors are not the real ones here: Copydesk plays them, since they have no key."""

    model: bool
    telegram: bool
    medium: bool


def played(desk: Services) -> Played:
    address, settings = desk.address, desk.settings
    return Played(
        address.model_base_url != settings.model_base_url,
        address.telegram_base_url != settings.telegram_base_url,
        address.medium_base_url != settings.medium_base_url,
    )


async def parts(settings: Settings, address: Address, now: datetime) -> tuple[Finding, ...]:
    found = await check_all(settings, address, now)
    shown = [await _public_address(settings, address)] if settings.s3_public_url else []
    return (*(Finding(each.name, each.ok, each.detail, "" if each.ok else FIXES[each.name]) for each in found), *shown)


async def _public_address(settings: Settings, address: Address) -> Finding:
    """Seen from here: whether it is on the web as well, its form tells."""
    root, storage = settings.s3_public_url or "", Storage.at(address, Bucket.of(settings), ANSWER_SECONDS)
    try:
        async with httpx.AsyncClient() as http:
            ok = await shows_what_is_put(storage, http, root)
    except CopydeskError as error:
        return Finding(PUBLIC_ADDRESS, False, str(error), _SHOW)
    if not ok:
        return Finding(PUBLIC_ADDRESS, False, f"{root} does not show what is put under story/", _SHOW)
    where = "is read by everybody" if is_on_the_web(root) else "is read here, and is not on the web"
    return Finding(PUBLIC_ADDRESS, True, f"{root} {where}")


async def try_writer(desk: Services) -> Finding:
    model = desk.settings.writer_model
    return await _tried(model, "Check MODEL_API_KEY, MODEL_BASE_URL and WRITER_MODEL.", trials.tags(desk.writer))


async def try_reviewer(desk: Services) -> Finding:
    return await _tried(desk.settings.reviewer_model, "Check REVIEWER_MODEL.", trials.judged(desk.reviewer))


async def try_images(desk: Services) -> Finding:
    return await _tried(desk.settings.image_model, "Check IMAGE_MODEL.", _bytes_of_an_image(desk))


async def _bytes_of_an_image(desk: Services) -> str:
    return f"{len(await trials.drawn(desk.illustrator)):,} bytes"


async def try_bot(desk: Services) -> Finding:
    return await _tried("Telegram", "Check TELEGRAM_BOT_TOKEN with @BotFather.", _name_of_the_bot(desk))


async def _name_of_the_bot(desk: Services) -> str:
    return f"@{(await desk.bots.try_out(desk.address.telegram_bot_token)).username}"


async def _tried(name: str, fix: str, act: Awaitable[str]) -> Finding:
    try:
        return Finding(name, True, await act)
    except CopydeskError as error:
        return Finding(name, False, str(error), fix)


def places(desk: Services) -> tuple[tuple[str, str], ...]:
    """Where things are, without a key or a password."""
    database = urlsplit(desk.address.database_url.get_secret_value())
    socket = f"{desk.settings.copydesk_home} (a socket)"
    return (
        ("home", str(desk.settings.copydesk_home)),
        ("logs", str(desk.settings.copydesk_home / "logs")),
        ("console", desk.settings.console_public_url or desk.address.console_url),
        ("prefect", desk.address.prefect_ui_url),
        ("database", f"{database.hostname or socket}{database.path}"),
        ("storage", f"{desk.address.s3_endpoint}/{desk.settings.s3_bucket}"),
        ("model", desk.address.model_base_url),
    )
