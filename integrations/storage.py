"""Owns the objects: images kept under the hash of their content in any S3 server, and what everybody may read.

It refuses to keep content that is no image, and never overwrites one with another. What is public lies apart, and can
be replaced and cleared.
"""

import asyncio
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from integrations.addresses import Address
from integrations.settings import S3Addressing, Settings
from models.domain.errors import CopydeskError, Misconfigured, NeedsPerson, Refused, TryLater

# rclone guesses the content type from the name once it was restarted, so every name ends in one
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/tiff": "tiff", "image/webp": "webp"}
WRONG_KEY = frozenset({"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed"})
PUBLIC = "story/"
FULL = ("XMinioStorageFull", "no space left", "quota")

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Bucket:
    """Which one, and how its server is spoken to."""

    name: str
    region: str = "us-east-1"
    addressing: S3Addressing = S3Addressing.AUTO
    ca_file: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Bucket":
        return cls(settings.s3_bucket, settings.s3_region, settings.s3_addressing, settings.s3_ca_file)


@dataclass(frozen=True)
class Storage:
    """One bucket. The client is not asynchronous, so each call goes to a thread."""

    client: Minio
    bucket: str

    @classmethod
    def at(cls, address: Address, bucket: Bucket, timeout_seconds: float = 30) -> "Storage":
        parts = urlsplit(address.s3_endpoint)
        http = PoolManager(
            timeout=Timeout(connect=3, read=timeout_seconds),
            retries=Retry(total=2, backoff_factor=0.2, status_forcelist=(502, 503, 504)),
            ssl_context=_trusted(bucket.ca_file) if parts.scheme == "https" else None,
        )
        client = Minio(
            parts.netloc,
            access_key=address.s3_access_key.get_secret_value(),
            secret_key=address.s3_secret_key.get_secret_value(),
            secure=parts.scheme == "https",
            region=bucket.region,
            http_client=http,
        )
        if bucket.addressing is S3Addressing.HOST:
            client.enable_virtual_style_endpoint()  # type: ignore[no-untyped-call]
        if bucket.addressing is S3Addressing.PATH:
            client.disable_virtual_style_endpoint()  # type: ignore[no-untyped-call]
        return cls(client, bucket.name)

    async def has_bucket(self) -> bool:
        return await self._call(lambda: self._has(lambda: bool(self.client.bucket_exists(self.bucket))))

    async def make_bucket_if_missing(self) -> None:
        if not await self.has_bucket():
            await self._call(self._make_bucket)

    async def put(self, data: bytes, content_type: str) -> str:
        """The key, which is the same for the same content however often it is put."""
        if content_type not in EXTENSIONS:
            raise Refused(f"{content_type} is no image that Copydesk keeps ({', '.join(EXTENSIONS)}).")
        key = f"images/{sha256(data).hexdigest()}.{EXTENSIONS[content_type]}"
        await self._call(lambda: self.client.put_object(self.bucket, key, BytesIO(data), len(data), content_type))
        return key

    async def put_public(self, key: str, data: bytes, content_type: str) -> None:
        """In the place of what lay there; whoever serves it has to ask for it each time."""
        fresh: dict[str, str | list[str] | tuple[str]] = {"Cache-Control": "no-cache"}
        name = _public(key)
        await self._call(
            lambda: self.client.put_object(self.bucket, name, BytesIO(data), len(data), content_type, metadata=fresh)
        )

    async def clear_public(self, folder: str, but: str = "") -> None:
        await self._call(lambda: self._clear(_public(folder), but))

    async def get(self, key: str) -> bytes:
        return await self._call(lambda: self._read(key))

    async def remove(self, key: str) -> None:
        """What is not there is as good as removed."""
        await self._call(lambda: self.client.remove_object(self.bucket, key))

    async def exists(self, key: str) -> bool:
        return await self._call(lambda: self._has(lambda: bool(self.client.stat_object(self.bucket, key))))

    async def presigned(self, key: str, expires: timedelta) -> str:
        """An address that anybody may read until it expires."""
        return await self._call(lambda: str(self.client.presigned_get_object(self.bucket, key, expires)))

    async def _call(self, act: Callable[[], Answer]) -> Answer:
        with _in_our_words():
            return await asyncio.to_thread(act)

    def _make_bucket(self) -> None:
        try:
            self.client.make_bucket(self.bucket)
        except MinioException as error:
            if _complaint(error).code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                raise

    def _clear(self, folder: str, but: str) -> None:
        for each in list(self.client.list_objects(self.bucket, folder, recursive=True)):
            if each.object_name and each.object_name != but:
                self.client.remove_object(self.bucket, each.object_name)

    def _read(self, key: str) -> bytes:
        answer = self.client.get_object(self.bucket, key)
        try:
            return bytes(answer.read())
        finally:
            answer.close()
            answer.release_conn()

    @staticmethod
    def _has(look: Callable[[], bool]) -> bool:
        """Where other servers say no, rclone says `NoSuchBucket`."""
        try:
            return look()
        except MinioException as error:
            if _complaint(error).code in ("NoSuchBucket", "NoSuchKey"):
                return False
            raise


def _public(key: str) -> str:
    if not key.startswith(PUBLIC) or key == PUBLIC or ".." in key:
        raise Refused(f"{key!r} does not lie under {PUBLIC!r}, where alone everybody may read.")
    return key


def _trusted(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError, for what is no certificate, is one
        raise Misconfigured(
            f"S3_CA_FILE cannot be used: {ca_file} ({error.strerror or type(error).__name__})."
        ) from None


@dataclass(frozen=True)
class Complaint:
    """What the server said was wrong."""

    code: str
    message: str
    resource: str = ""


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except MinioException as error:
        raise _verdict(_complaint(error)) from error
    except HTTPError as error:
        if isinstance(error, MaxRetryError) and isinstance(error.reason, SSLError):
            raise Misconfigured(
                "The object store's certificate is not trusted. Set S3_CA_FILE to the one that signed it, "
                "or mend S3_ENDPOINT."
            ) from error
        raise TryLater(f"The object store does not answer ({type(error).__name__}). See S3_ENDPOINT.") from error


def _complaint(error: MinioException) -> Complaint:
    """rclone calls its errors text/xml, which minio takes for something else and quotes whole."""
    if isinstance(error, S3Error):
        return Complaint(error.code or "", error.message or "", error.object_name or "")
    said = (re.search(f"<{tag}>(.*?)</{tag}>", str(error)) for tag in ("Code", "Message", "Resource"))
    code, message, resource = said
    return Complaint(
        code[1] if code else type(error).__name__,
        message[1] if message else "no reason given",
        resource[1] if resource else "",
    )


def _verdict(complaint: Complaint) -> CopydeskError:
    said = f"{complaint.code}: {complaint.message}"
    if complaint.code in WRONG_KEY:
        return Misconfigured(
            f"The object store refuses our key ({complaint.code}). Set S3_ACCESS_KEY and S3_SECRET_KEY to a pair that "
            "may read and write the bucket."
        )
    if any(sign.lower() in said.lower() for sign in FULL):
        return NeedsPerson(f"The object store's disk is full ({said}). Free some space, then go on.")
    if complaint.code == "NoSuchKey":
        return NeedsPerson(f"An image is gone from the object store ({complaint.resource}). Make or send it again.")
    if complaint.code == "NoSuchBucket":
        return Misconfigured("The bucket is gone from the object store. Run `copydesk up`, or set S3_BUCKET.")
    return TryLater(f"The object store could not do it now ({said}).")
