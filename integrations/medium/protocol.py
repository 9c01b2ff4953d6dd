"""Owns Medium's API as pure functions: a call becomes a request, an answer becomes a result or is raised as a refusal.

It opens no connection and never sees the token. What an answer proves about a post is decided here and nowhere else.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from integrations.medium.refusals import Answer, refusal_in, retry_after_in
from integrations.medium.results import Contributor, Posted, Profile, Publication, UploadedImage
from models.domain.errors import Refused, TryLater, Unknown
from models.domain.publication import ContentFormat, Post

Data = TypeVar("Data")

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/tiff": "tiff"}  # api.md, 3.3


@dataclass(frozen=True)
class Request:
    """What is sent, but for the token."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


class _Envelope(BaseModel, Generic[Data]):
    data: Data


@functools.cache
def user_agent() -> str:
    """Plain and our own: a browser's name would be a lie, and some of them are turned away sooner."""
    return f"copydesk/{version('copydesk')}"


def ask_me() -> Request:
    return _read("/me")


def ask_publications(user_id: str) -> Request:
    return _read(f"/users/{quote(user_id, safe='')}/publications")


def ask_contributors(publication_id: str) -> Request:
    return _read(f"/publications/{quote(publication_id, safe='')}/contributors")


def send_post(author_id: str, post: Post) -> Request:
    """`publishStatus` and `notifyFollowers` always go along: Medium's own choice would be public, and is unknown."""
    publication = post.options.publication_id
    shelf = f"/publications/{quote(publication, safe='')}" if publication else f"/users/{quote(author_id, safe='')}"
    fields = {
        "title": post.title,
        "contentFormat": _format_of(post),
        "content": post.content,
        "tags": list(post.tags),
        "publishStatus": post.options.status,
        "license": post.options.licence,
        "notifyFollowers": post.options.notify_followers,
    }
    if post.options.canonical_url:
        fields["canonicalUrl"] = post.options.canonical_url
    body = json.dumps(fields, ensure_ascii=False).encode()
    return Request("POST", f"{shelf}/posts", _headers() | {"content-type": "application/json"}, body)


def send_image(data: bytes, content_type: str) -> Request:
    """One multipart field that has to be called `image` (api.md, 3.3); `image/jpg` is no media type."""
    kind = "image/jpeg" if content_type == "image/jpg" else content_type
    if kind not in _EXTENSIONS:
        raise Refused(f"Medium takes JPEG, PNG, GIF and TIFF images, not {content_type}.")
    boundary = f"copydesk-{hashlib.sha256(data).hexdigest()[:32]}"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="image.{_EXTENSIONS[kind]}"\r\n'
    body = f"{head}Content-Type: {kind}\r\n\r\n".encode() + data + f"\r\n--{boundary}--\r\n".encode()
    return Request("POST", "/images", _headers() | {"content-type": f"multipart/form-data; boundary={boundary}"}, body)


def profile_in(answer: Answer) -> Profile:
    return _read_out(answer, _Envelope[Profile])


def publications_in(answer: Answer) -> list[Publication]:
    return _read_out(answer, _Envelope[list[Publication]])


def contributors_in(answer: Answer) -> list[Contributor]:
    return _read_out(answer, _Envelope[list[Contributor]])


def uploaded_in(answer: Answer) -> UploadedImage:
    """An upload that was lost is simply made again: nobody sees an image that no post shows."""
    return _read_out(answer, _Envelope[UploadedImage])


def posted_in(answer: Answer) -> Posted:
    """Either the post, or a refusal that proves there is none, or Unknown: an error page proves nothing."""
    _raise_refusal(answer)
    if answer.is_success and (envelope := _parse(answer, _Envelope[Posted])):
        return envelope.data
    raise Unknown(f"Medium's answer to the post ({answer.status}) does not tell whether it was published.")


def _read_out(answer: Answer, form: type[_Envelope[Data]]) -> Data:
    _raise_refusal(answer)
    if answer.is_success and (envelope := _parse(answer, form)):
        return envelope.data
    raise TryLater(f"Medium's answer ({answer.status}) could not be read.", retry_after_in(answer))


def _raise_refusal(answer: Answer) -> None:
    if refusal := refusal_in(answer):
        raise refusal


def _parse(answer: Answer, form: type[_Envelope[Data]]) -> _Envelope[Data] | None:
    try:
        return form.model_validate_json(answer.body)
    except ValidationError:
        return None


def _read(path: str) -> Request:
    return Request("GET", path, _headers())


def _headers() -> dict[str, str]:
    return {"accept": "application/json", "user-agent": user_agent()}


def _format_of(post: Post) -> ContentFormat:
    """Plain text has no format of its own in api.md: its content is escaped HTML by now."""
    is_markdown = post.options.content_format is ContentFormat.MARKDOWN
    return ContentFormat.MARKDOWN if is_markdown else ContentFormat.HTML
