"""Owns the turning of speech into text, by any endpoint that speaks OpenAI's `/audio/transcriptions`."""

from openai import AsyncOpenAI
from openai.types.audio import Transcription
from pydantic import BaseModel, ConfigDict

from integrations.writing import toll
from integrations.writing.errors import translated, unreadable
from models.domain.draft import Answered, Usage

_NAME = "voice.ogg"  # Telegram's voice messages are `.oga`, which endpoints do not know by that ending


class Transcript(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str


class Transcriber:
    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client, self._model = client, model

    async def hear(self, data: bytes, seconds: float) -> Answered[Transcript]:
        await toll.require_paid_speech(self._model, seconds)
        with translated(self._model):
            heard = await self._client.audio.transcriptions.create(
                model=self._model, file=(_NAME, data, "audio/ogg"), response_format="json"
            )
        if not isinstance(heard, Transcription):
            raise unreadable(self._model)
        usage = Usage(model=self._model, audio_seconds=seconds)
        return Answered(value=Transcript(text=heard.text.strip()), usage=usage)
