"""Owns what Medium accepts, the seal over what was approved, and the fingerprint by which a story is recognised.

It refuses tags and titles that Medium would silently drop, and images that are not references to their bytes.
"""

import hashlib
import heapq
import html
import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

TITLE_LIMIT = 100  # longer ones are ignored and one is made up: Medium/medium-api-docs
TAGS_AT_MOST = 5  # the editor's limit; the API uses the first three of them (api.md)
TAG_LENGTH = 25  # longer tags are ignored (api.md)
SAME_STORY = 0.6  # share of common word runs above which two texts are one story

_RUN_OF_WORDS = 4
_SKETCH_SIZE = 32
_IMAGE_REFERENCE = re.compile(r"image:[0-9a-f]{64}")
_LEADING_TITLE = re.compile(r"\A\s*(?:<h1\b[^>]*>.*?</h1>|#[ \t]+[^\n]*(?:\n|\Z))", re.I | re.S)
_UNSEEN = re.compile(r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)|^[ \t]*(?:```|~~~)[^\n]*|^[ \t]*\d+[.)][ \t]", re.S | re.M)
_MARKUP = re.compile(r"(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)|</?[a-z][^<>]*>", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>\"')]+")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")  # Han and kana: no spaces


class PublishStatus(StrEnum):
    PUBLIC = "public"  # everybody sees it; what Medium does when it is told nothing
    DRAFT = "draft"  # only the writer sees it, on Medium; the API can never make it public
    UNLISTED = "unlisted"  # whoever has its address sees it


class Licence(StrEnum):
    """Medium's own names for them (api.md)."""

    ALL_RIGHTS_RESERVED = "all-rights-reserved"
    CC_BY = "cc-40-by"
    CC_BY_SA = "cc-40-by-sa"
    CC_BY_ND = "cc-40-by-nd"
    CC_BY_NC = "cc-40-by-nc"
    CC_BY_NC_ND = "cc-40-by-nc-nd"
    CC_BY_NC_SA = "cc-40-by-nc-sa"
    CC_ZERO = "cc-40-zero"
    PUBLIC_DOMAIN = "public-domain"


class ContentFormat(StrEnum):
    HTML = "html"  # a semantic fragment; its classes and styles are lost
    MARKDOWN = "markdown"  # rendered by Medium, which loses the language of a fenced block
    PLAIN = "plain"  # not in api.md: it travels as escaped HTML


class ImagesBy(StrEnum):
    """How Medium gets the images."""

    UPLOAD = "upload"  # through its own endpoint; nothing is needed of us afterwards
    ADDRESS = "address"  # it fetches them from their public address while it creates the post


class PublishingOptions(BaseModel):
    """How an article goes out, as the writer approved it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: PublishStatus = PublishStatus.PUBLIC
    licence: Licence = Licence.ALL_RIGHTS_RESERVED
    notify_followers: bool = False
    canonical_url: str | None = None
    publication_id: str | None = None
    content_format: ContentFormat = ContentFormat.HTML
    origin_line: str = ""  # the words before the canonical address under the story; empty: no such line
    images_by: ImagesBy = ImagesBy.UPLOAD

    @field_validator("canonical_url")
    @classmethod
    def _is_a_web_address(cls, address: str | None) -> str | None:
        if address is not None and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc):
            raise ValueError("a canonical address begins with http:// or https://")
        return address


class Post(BaseModel):
    """What is sent; a title is only seen when the content itself begins with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    content: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    options: PublishingOptions = PublishingOptions()


def clean_tag(tag: str) -> str:
    return " ".join(tag.split()).lstrip("#").strip()


def check_tags(tags: Sequence[str]) -> list[str]:
    """Why Medium would not take these tags as they are, in words for the writer; nothing when it would."""
    reasons = [] if 1 <= len(tags) <= TAGS_AT_MOST else [f"{len(tags)} tags: there have to be 1 to {TAGS_AT_MOST}"]
    seen: set[str] = set()
    for tag in map(clean_tag, tags):
        if not tag:
            reasons.append("an empty tag")
        if len(tag) > TAG_LENGTH:
            reasons.append(f"“{tag}” has {len(tag)} characters, Medium ignores tags of more than {TAG_LENGTH}")
        if tag and tag.casefold() in seen:
            reasons.append(f"“{tag}” is there twice")
        seen.add(tag.casefold())
    return reasons


def check_title(title: str) -> list[str]:
    reasons = [] if title.strip() else ["there is no title"]
    if "\n" in title.strip():
        reasons.append("the title has more than one line")
    if len(title.strip()) > TITLE_LIMIT:
        reasons.append(f"the title has {len(title.strip())} characters, Medium ignores titles over {TITLE_LIMIT}")
    return reasons


def seal(
    title: str, subtitle: str, body: str, *, images: Sequence[str], tags: Sequence[str], options: PublishingOptions
) -> str:
    """The hash that a final approval names; the images are `image:<sha256>` in the order of the text."""
    return seal_over(sealed_parts(title, subtitle, body, images=images, tags=tags, options=options))


def sealed_parts(
    title: str, subtitle: str, body: str, *, images: Sequence[str], tags: Sequence[str], options: PublishingOptions
) -> dict[str, Any]:
    """All that an approval covers."""
    for image in images:
        if not _IMAGE_REFERENCE.fullmatch(image):
            raise ValueError(f"{image!r} is no reference to an image's bytes, and a seal over an address seals nothing")
    return {
        "title": title,
        "subtitle": subtitle,
        "body": body,
        "images": list(images),
        "tags": list(tags),
        "options": options.model_dump(mode="json", exclude=_left_out_while_unset(options)),
    }


def seal_over(parts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _left_out_while_unset(options: PublishingOptions) -> set[str]:
    """What options came to have later: approvals that wait stay what they were."""
    unset = {"images_by"} if options.images_by is ImagesBy.UPLOAD else set()
    return unset if options.origin_line else {*unset, "origin_line"}


def fingerprint(text: str, size: int = _SKETCH_SIZE) -> str:
    """A sketch of the words of a story, the same for its Markdown, its HTML and what the feed makes of either.

    The title is left out, because the feed leaves it out. It holds the smallest hashes of all runs of four words,
    so that two sketches also tell how much two texts share.
    """
    words = _words(text)
    runs = {" ".join(words[at : at + _RUN_OF_WORDS]) for at in range(max(1, len(words) - _RUN_OF_WORDS + 1))}
    hashes = {hashlib.blake2b(run.encode(), digest_size=4).hexdigest() for run in runs if run}
    return "".join(heapq.nsmallest(size, hashes))


def resemblance(one: str, other: str, size: int = _SKETCH_SIZE) -> float:
    """The share of word runs that two fingerprinted texts have in common, from 0 to 1, as their sketches tell it."""
    ours, theirs = _sketch(one), _sketch(other)
    smallest = heapq.nsmallest(size, ours | theirs)
    return len(ours & theirs & set(smallest)) / len(smallest) if smallest else 0.0


def is_same_story(one: str, other: str) -> bool:
    return resemblance(one, other) >= SAME_STORY


def _words(text: str) -> list[str]:
    without_title = _LEADING_TITLE.sub("", text, count=1)
    seen = _MARKUP.sub(" ", _UNSEEN.sub(" ", without_title))
    return _WORD.findall(_ADDRESS.sub(" ", html.unescape(seen)).casefold())


def _sketch(fingerprinted: str) -> set[str]:
    return {fingerprinted[at : at + 8] for at in range(0, len(fingerprinted), 8)}
