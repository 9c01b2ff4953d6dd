"""Owns POST /audio/transcriptions. It hears no sound: bytes after the marker `SAYS:` are what was said."""

import re

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from integrations.simulators.model import wire
from integrations.simulators.model.memory import Endpoint, Memory

_MARKER = b"SAYS:"
_REMARKS = (
    "Make the opening a little shorter, please.",
    "I like it. Mention the weather on that first day as well.",
    "The second half drags. Can you tighten it?",
    "Change the title to something calmer.",
)


class Audio:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def transcribe(self, request: Request) -> Response:
        form = await request.form()
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            return wire.missing("file")
        if (scripted := self._memory.next_scripted(Endpoint.TRANSCRIPTION)) and (error := scripted.error):
            return wire.refusal(error.status, error.message, code=error.code, kind=error.kind)
        audio, model = await upload.read(), str(form.get("model") or "")
        text = scripted.content or "" if scripted else heard(audio)
        usage = wire.transcription_usage(len(audio), text)
        self._memory.charge(Endpoint.TRANSCRIPTION, model, wire.digest(model.encode() + audio), usage)
        if form.get("response_format") == "text":
            return PlainTextResponse(text + "\n")
        return JSONResponse({"text": text, "usage": usage})


def heard(audio: bytes) -> str:
    _, marker, said = audio.partition(_MARKER)
    if not marker:
        return _REMARKS[int(wire.digest(audio)[:8], 16) % len(_REMARKS)]
    spoken = re.split(rb"[\x00-\x08\x0b-\x1f]", said, maxsplit=1)[0]
    return spoken.decode("utf-8", "replace").strip()
