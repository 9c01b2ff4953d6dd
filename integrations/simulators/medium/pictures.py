"""Owns images: those that are uploaded, and those that a post's content names and that are fetched when it is created.

Only loopback addresses are fetched: a simulator never speaks to the world.
"""

import base64
import hashlib
import ipaddress
import ssl
from urllib.parse import urlsplit

import httpx

from integrations.simulators.medium.records import Records, SideLoaded

# api.md, 3.3; the first bytes tell whether a file is what its media type says
_KINDS = {
    "image/jpeg": ("jpg", (b"\xff\xd8\xff",)),
    "image/png": ("png", (b"\x89PNG\r\n\x1a\n",)),
    "image/gif": ("gif", (b"GIF87a", b"GIF89a")),
    "image/tiff": ("tiff", (b"II*\x00", b"MM\x00*")),
}
_FETCH_SECONDS = 5.0
_LARGEST = 25_000_000


class Pictures:
    def __init__(self, records: Records) -> None:
        self._records = records

    def keep(self, data: bytes, content_type: str, origin: str) -> str | None:
        """The name it is served under, or None for what Medium does not take: webp, or `image/jpg` for image/jpeg."""
        extension, signatures = _KINDS.get(content_type, ("", ()))
        if not data.startswith(signatures or (b"never",)):
            return None
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        name = f"{md5}.{extension}"
        shown = {"name": name, "md5": md5, "content_type": content_type, "bytes": len(data), "origin": origin}
        self._records.ledger.put("image", name, shown | {"at": self._records.now()})
        self._records.ledger.put("picture", name, {"base64": base64.b64encode(data).decode()})
        return name

    def read(self, name: str) -> tuple[bytes, str] | None:
        shown, kept = self._records.ledger.get("image", name), self._records.ledger.get("picture", name)
        return (base64.b64decode(kept["base64"]), shown["content_type"]) if shown and kept else None

    def known(self) -> list[dict[str, object]]:
        return self._records.ledger.all("image")

    async def side_load(self, sources: list[str], root: str) -> list[SideLoaded]:
        """What became of every image of a new post; one that is lost does not stop the post."""
        own = f"{root}/images/"
        foreign = [source for source in sources if not source.startswith(own) and _is_loopback(source)]
        fetched = await self._fetch(foreign) if foreign else {}
        return [self._uploaded(source, own) or fetched.get(source) or _left_alone(source) for source in sources]

    def _uploaded(self, source: str, own: str) -> SideLoaded | None:
        if not source.startswith(own):
            return None
        name = source.removeprefix(own)
        is_there = self._records.ledger.get("image", name) is not None
        return SideLoaded(src=source, fetched=is_there, name=name if is_there else "", reason="uploaded before")

    async def _fetch(self, sources: list[str]) -> dict[str, SideLoaded]:
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loopback is http: loading certificates would only cost time
        async with httpx.AsyncClient(timeout=_FETCH_SECONDS, trust_env=False, verify=plain) as http:
            return {source: await self._fetch_one(http, source) for source in sources}

    async def _fetch_one(self, http: httpx.AsyncClient, source: str) -> SideLoaded:
        try:
            answer = await http.get(source)
        except httpx.RequestError as error:
            return SideLoaded(src=source, fetched=False, reason=type(error).__name__)
        if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST:
            return SideLoaded(src=source, fetched=False, reason=f"answered {answer.status_code}")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()
        name = self.keep(answer.content, kind, source)
        return SideLoaded(src=source, fetched=bool(name), name=name or "", reason="" if name else f"sent as {kind!r}")


def _left_alone(source: str) -> SideLoaded:
    return SideLoaded(src=source, fetched=False, reason="not a loopback address")


def _is_loopback(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"
