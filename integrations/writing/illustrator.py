"""Owns the question to an image model and the picture that comes back. It refuses bytes that are no picture."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final, Literal

import httpx2
import openai
from openai import AsyncOpenAI, omit
from openai.types import Image, ImagesResponse

from integrations.aside import aside
from integrations.tls import trusted_tls
from integrations.writing import picture_prompts, toll
from integrations.writing.errors import UnusableAnswer, parameter_at_fault, translated, unreadable
from integrations.writing.pixels import NotAPicture, decode
from integrations.writing.usage import of_image
from models.domain.draft import Answered, Flaw, Usage
from models.domain.picture import Change, Picture
from models.domain.slot_source import SlotShape

Size = Literal["1536x1024", "1024x1024", "1024x1536"]
_SIZES: Final[Mapping[SlotShape, Size]] = {  # those of OpenAI's image models
    SlotShape.WIDE: "1536x1024",
    SlotShape.SQUARE: "1024x1024",
    SlotShape.TALL: "1024x1536",
}
_LONG_PROMPT, _SHORT_PROMPT = 32_000, 3_900  # characters; OpenAI's present models, and endpoints with an older limit
_KNOWS_NO_CHANGES = frozenset({404, 405, 501})  # the address does not exist there, or not for this model
_LARGEST_DOWNLOAD = 40_000_000
_DOWNLOAD_SECONDS = 60.0


class Illustrator:
    """Keep one per model: it remembers what its endpoint does not take."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client, self._model = client, model
        self._offers_size, self._most_characters, self._changes = True, _LONG_PROMPT, True

    async def draw(
        self,
        prompt: str,
        alt: str,
        style: str,
        article_text: str,
        change: Change | None = None,
        shape: SlotShape = SlotShape.WIDE,
    ) -> Answered[Picture]:
        """A change is made to the picture that is there; where the model cannot, the whole prompt is drawn anew."""
        with translated(self._model):
            answer = await self._changed(change, style, shape) if change and self._changes else None
            if answer is None:
                answer = await self._generate(prompt, alt, style, article_text, shape)
        if not isinstance(answer, ImagesResponse) or not answer.data:
            raise unreadable(self._model)
        usage = of_image(self._model, answer)
        damaged = usage.model_copy(update={"flaw": Flaw.DAMAGED})
        data = await self._bytes_of(answer.data[0], damaged)
        try:
            return Answered(value=await aside(decode, data), usage=usage)
        except NotAPicture as error:
            raise UnusableAnswer(f"{self._model} was paid for an image and sent {error}.", damaged) from None

    async def _generate(self, prompt: str, alt: str, style: str, article_text: str, shape: SlotShape) -> ImagesResponse:
        """A field that the endpoint rejects costs nothing; each is given up once and not offered again."""
        await toll.require_paid_picture(self._model, f"{prompt} {alt} {style} {article_text}"[: self._most_characters])
        while True:
            try:
                return await self._client.images.generate(
                    model=self._model,
                    prompt=picture_prompts.for_picture(prompt, alt, style, article_text, self._most_characters),
                    size=_SIZES[shape] if self._offers_size else omit,
                )
            except openai.APIStatusError as error:
                if not self._gives_way(error):
                    raise

    async def _changed(self, change: Change, style: str, shape: SlotShape) -> ImagesResponse | None:
        """None: this model or endpoint changes no pictures, which it said before any work."""
        asked = picture_prompts.for_changed_picture(change.note, style)[: self._most_characters]
        await toll.require_paid_picture(self._model, asked)
        try:
            return await self._client.images.edit(
                model=self._model,
                prompt=asked,
                image=(f"image.{change.content_type.partition('/')[2]}", change.data, change.content_type),
                size=_SIZES[shape] if self._offers_size else omit,
            )
        except openai.APIStatusError as error:
            if error.status_code not in _KNOWS_NO_CHANGES and not parameter_at_fault(error, "model", "image", "size"):
                raise
            self._changes = False
            return None

    def _gives_way(self, error: openai.APIStatusError) -> bool:
        if self._offers_size and parameter_at_fault(error, "size"):
            self._offers_size = False
            return True
        too_long = parameter_at_fault(error, "prompt", "too long") and "too long" in error.message
        if too_long and self._most_characters > _SHORT_PROMPT:
            self._most_characters = _SHORT_PROMPT
            return True
        return False

    async def _bytes_of(self, image: Image, usage: Usage) -> bytes:
        if image.b64_json:
            try:
                return base64.b64decode(image.b64_json)
            except binascii.Error:
                raise UnusableAnswer(f"{self._model} was paid for an image and sent damaged base64.", usage) from None
        if image.url:
            return await self._fetched(image.url, usage)
        raise UnusableAnswer(f"{self._model} was paid for an image and sent none.", usage)

    async def _fetched(self, address: str, usage: Usage) -> bytes:
        """Without the key, for the address may belong to anyone; it soon expires, so a loss is told at once."""
        try:
            async with httpx2.AsyncClient(verify=trusted_tls(), timeout=_DOWNLOAD_SECONDS) as client:
                return await _limited(client, address)
        except (httpx2.HTTPError, httpx2.InvalidURL):
            raise UnusableAnswer(f"{self._model} painted an image, but it could not be fetched.", usage) from None


async def _limited(client: httpx2.AsyncClient, address: str) -> bytes:
    data = bytearray()
    async with client.stream("GET", address, follow_redirects=True) as response:
        response.raise_for_status()
        async for part in response.aiter_bytes():
            data += part
            if len(data) > _LARGEST_DOWNLOAD:
                raise httpx2.DecodingError("larger than any picture")
    return bytes(data)
