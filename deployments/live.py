"""Owns trying the user's real services: the bot, each model, Medium. It costs a few cents and publishes nothing.

It refuses to repeat what a vendor's client says where that may hold an address with a token in it.
"""

import io
import wave
from collections.abc import Awaitable, Callable

import httpx
from openai import AsyncOpenAI
from pydantic import SecretStr

from integrations.checkup import Finding
from integrations.medium.client import Medium
from integrations.settings import Settings, Simulated
from integrations.writing import trials
from integrations.writing.client import open_client
from integrations.writing.errors import translated
from integrations.writing.illustrator import Illustrator
from integrations.writing.reviewer import Reviewer
from integrations.writing.writer import Writer
from models.domain.errors import CopydeskError

ANSWER_SECONDS = 120.0


async def try_all(settings: Settings) -> tuple[Finding, ...]:
    return (*await _try_telegram(settings), *await _try_model(settings), *await _try_medium(settings))


async def _try_telegram(settings: Settings) -> list[Finding]:
    token = settings.telegram_bot_token
    if token is None or Simulated.TELEGRAM in settings.simulated:
        return [_skipped("live: bot")]
    fix = "Check TELEGRAM_BOT_TOKEN with @BotFather."
    return [await _attempt("live: bot", fix, lambda: _get_me(settings.telegram_base_url, token))]


async def _try_model(settings: Settings) -> list[Finding]:
    if Simulated.MODEL in settings.simulated:
        return [_skipped("live: model")]
    key = settings.model_api_key.get_secret_value() if settings.model_api_key else ""
    async with open_client(settings.model_base_url, key, ANSWER_SECONDS) as client:
        picture = await _attempt_picture(client, settings.image_model)
        return [
            await _attempt("live: schema", "Check WRITER_MODEL.", lambda: _tags(client, settings.writer_model)),
            await _attempt(
                "live: review", "Check REVIEWER_MODEL.", lambda: _judged(client, settings.reviewer_model, picture[1])
            ),
            picture[0],
            await _attempt(
                "live: edit", "Check IMAGE_MODEL.", lambda: _edited(client, settings.image_model, picture[1])
            ),
            await _attempt(
                "live: voice", "Check TRANSCRIPTION_MODEL.", lambda: _heard(client, settings.transcription_model)
            ),
        ]


async def _try_medium(settings: Settings) -> list[Finding]:
    token = settings.medium_integration_token
    if token is None or Simulated.MEDIUM in settings.simulated:
        return [_skipped("live: medium")]
    fix = "Check MEDIUM_INTEGRATION_TOKEN; without one, articles are handed off to the writer."
    return [await _attempt("live: medium", fix, lambda: _medium_me(settings.medium_base_url, token))]


def _skipped(name: str) -> Finding:
    return Finding(name, True, "not tried: it is simulated or has no key")


async def _attempt(name: str, fix: str, act: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(name, True, await act())
    except CopydeskError as error:
        return Finding(name, False, str(error), fix)


async def _get_me(base_url: str, token: SecretStr) -> str:
    """httpx quotes the address in its errors, and a bot's address holds its token: only the kind of error is told."""
    try:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as client:
            answer = await client.get(f"{base_url}/bot{token.get_secret_value()}/getMe")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CopydeskError(f"Telegram cannot be reached ({type(error).__name__}).") from None
    if not answer.is_success:
        raise CopydeskError(f"Telegram answers {answer.status_code}.")
    return f"@{answer.json()['result']['username']}"


async def _tags(client: AsyncOpenAI, model: str) -> str:
    return f"{model}: {await trials.tags(Writer(client, model))}"


async def _judged(client: AsyncOpenAI, model: str, picture: bytes) -> str:
    return f"{model}: {await trials.judged(Reviewer(client, model), picture)}"


async def _attempt_picture(client: AsyncOpenAI, model: str) -> tuple[Finding, bytes]:
    try:
        picture = await trials.drawn(Illustrator(client, model))
    except CopydeskError as error:
        return Finding("live: image", False, str(error), "Check IMAGE_MODEL."), b""
    return Finding("live: image", True, f"{model}: {len(picture):,} bytes"), picture


async def _edited(client: AsyncOpenAI, model: str, picture: bytes) -> str:
    if not picture:
        raise CopydeskError("not tried, since there is no image to edit")
    with translated(model):
        answer = await client.images.edit(model=model, image=("street.png", picture), prompt="Make it night")
    if not answer.data:
        raise CopydeskError(f"{model} sent no image back")
    return f"{model}: edited"


async def _heard(client: AsyncOpenAI, model: str) -> str:
    with translated(model):
        answer = await client.audio.transcriptions.create(model=model, file=("silence.wav", _silence()))
    return f"{model}: heard {answer.text!r} in a second of silence"


def _silence() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(32_000))
    return buffer.getvalue()


async def _medium_me(base_url: str, token: SecretStr) -> str:
    async with httpx.AsyncClient() as http:
        return f"@{(await Medium(http, token, base_url).me()).username}"
