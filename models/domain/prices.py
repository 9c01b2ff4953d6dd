"""Owns the list prices that we know, in one table. It refuses to guess: a model that is not here is asked about.

Published list prices of the standard tier, in US dollars for a million tokens, as they stood in November 2026.
Discounts for cached input are left out, so what is counted is at most a little more than what is charged. A price of
your own (`copydesk price`, MODEL_PRICES) wins over these.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from models.domain.money import Price

_DATED = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")  # a snapshot costs what its model costs


def _text(input_usd: str, output_usd: str) -> Price:
    return Price(Decimal(input_usd), Decimal(output_usd))


def _image(input_usd: str, output_usd: str, image_usd: str) -> Price:
    """The price of one image, landscape and of medium quality, is for answers that report no tokens."""
    return Price(Decimal(input_usd), Decimal(output_usd), image_usd=Decimal(image_usd))


def _speech(minute_usd: str) -> Price:
    return Price(Decimal(0), Decimal(0), minute_usd=Decimal(minute_usd))


LISTED: Mapping[str, Price] = {
    # https://developers.openai.com/api/docs/pricing, texts
    "gpt-6-astra": _text("10", "50"),
    "gpt-6.1-sol": _text("2", "10"),
    "gpt-6.1-terra": _text("1", "5"),
    "gpt-6-sol": _text("2", "10"),
    "gpt-6-luna": _text("0.10", "0.50"),
    "gpt-5.6-sol": _text("5", "30"),
    "gpt-5.6-terra": _text("2", "12"),
    "gpt-5.6-luna": _text("0.20", "1.20"),
    "gpt-5.5": _text("5", "30"),
    "gpt-5.4": _text("2.50", "15"),
    "gpt-5.4-mini": _text("0.75", "4.50"),
    "gpt-5.4-nano": _text("0.20", "1.25"),
    "gpt-5.1": _text("1.25", "10"),
    "gpt-5": _text("1.25", "10"),
    "gpt-5-mini": _text("0.25", "2"),
    "gpt-5-nano": _text("0.05", "0.40"),
    "gpt-4.1": _text("2", "8"),
    "gpt-4.1-mini": _text("0.40", "1.60"),
    "gpt-4o": _text("2.50", "10"),
    "gpt-4o-mini": _text("0.15", "0.60"),
    # the same page, images: text in, image out
    "gpt-image-2.6-flare": _image("5", "30", "0.05"),
    "gpt-image-2.6-sunburst": _image("5", "30", "0.05"),
    "gpt-image-2.5-flare": _image("5", "30", "0.05"),
    "gpt-image-2.5-sunburst": _image("5", "30", "0.05"),
    "gpt-image-2": _image("5", "30", "0.05"),
    "gpt-image-1.5": _image("5", "32", "0.051"),
    "gpt-image-1-mini": _image("2", "8", "0.013"),
    # the same page, speech, by the minute
    "gpt-transcribe": _speech("0.0045"),
    "whisper-1": _speech("0.006"),
    # https://claude.com/pricing (its OpenAI-compatible endpoint)
    "claude-opus-5-5": _text("4", "20"),
    "claude-sonnet-5-5": _text("2", "10"),
    "claude-haiku-5-5": _text("0.10", "0.50"),
    "claude-opus-5": _text("5", "25"),
    "claude-sonnet-5": _text("2", "10"),
    "claude-haiku-4-5": _text("1", "5"),
    # https://ai.google.dev/gemini-api/docs/pricing (its OpenAI-compatible endpoint, prompts up to 200,000 tokens)
    "gemini-3.6-flash": _text("1.50", "7.50"),
    "gemini-2.5-pro": _text("1.25", "10"),
    "gemini-2.5-flash": _text("0.30", "2.50"),
}


def listed(model: str) -> Price | None:
    return LISTED.get(model) or LISTED.get(_DATED.sub("", model))
