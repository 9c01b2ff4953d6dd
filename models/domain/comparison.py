"""Owns the comparison of what was sent to Medium with what was approved: a row for each thing that either names.

Both come from the record of an attempt. It refuses to take the one from the other: what was approved is checked
against its seal, and what was sent is read out of the body of the request.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.domain.draft import Draft
from models.domain.errors import Refused
from models.domain.image_references import references_in, take_addresses_out
from models.domain.markdown import split_blocks
from models.domain.outgoing import outgoing
from models.domain.publication import ContentFormat, ImagesBy, PublishingOptions, PublishStatus, seal_over
from models.domain.slots import slots_of

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_EMPTY = frozenset({"img", "br", "hr"})
_ENDS_AS_A_DRAFT = "a writer's story goes into a publication as a draft"
NONE = "–"


@dataclass(frozen=True)
class Row:
    """One thing, as it was approved and as it was sent; `word` says why they may differ."""

    what: str
    approved: str
    sent: str
    is_same: bool
    word: str = ""


@dataclass(frozen=True)
class Comparison:
    rows: tuple[Row, ...] = ()
    is_sealed: bool = False  # what is called approved is what the seal is over
    is_byte_for_byte: bool = False  # with references in the place of addresses, it is the sealed text

    @property
    def is_same(self) -> bool:
        return self.is_sealed and self.is_byte_for_byte and all(row.is_same or row.word for row in self.rows)


class Sent(BaseModel):
    """The request of an attempt, without its token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    body: str
    addresses: dict[str, str] = Field(default_factory=dict)  # by reference


def status_sent(sent: Mapping[str, Any]) -> PublishStatus:
    """Public where it was not written down, as in attempts of earlier versions."""
    return PublishStatus(json.loads(Sent.model_validate(sent).body)["publishStatus"]) if sent else PublishStatus.PUBLIC


class Approved(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    subtitle: str
    body: str
    images: tuple[str, ...]
    tags: tuple[str, ...]
    options: PublishingOptions

    @property
    def content(self) -> str:
        names = [slot.name for slot in slots_of(self.body)]
        by_slot = {name: image.removeprefix("image:") for name, image in zip(names, self.images, strict=True)}
        return outgoing(Draft(title=self.title, subtitle=self.subtitle, body=self.body), self.options, by_slot)


@dataclass(frozen=True)
class _Pair:
    approved: Approved
    sent: Sent
    fields: Mapping[str, Any] = field(default_factory=dict)


def compare(approved: Mapping[str, Any], sent: Mapping[str, Any], seal: str) -> Comparison:
    if not approved or not sent:
        raise Refused("What was sent was not written down then: this version does, earlier ones did not.")
    kept = Sent.model_validate(sent)
    pair = _Pair(Approved.model_validate(approved), kept, json.loads(kept.body))
    content, written_as = pair.approved.content, pair.approved.options.content_format
    posted = str(pair.fields["content"])
    rows = (*_where(pair), *_of_text(content, posted, pair), *_of_images(content, posted, pair), *_of_options(pair))
    is_byte_for_byte = take_addresses_out(posted, kept.addresses, written_as) == content
    return Comparison(rows, seal_over(approved) == seal, is_byte_for_byte)


def _where(pair: _Pair) -> tuple[Row, ...]:
    publication = pair.approved.options.publication_id
    kind, _, rest = pair.sent.path.strip("/").partition("/")
    owner = rest.removesuffix("/posts")
    is_same = (kind, owner) == ("publications", publication) if publication else kind == "users"
    return (Row("where", f"publication {publication}" if publication else "own profile", pair.sent.path, is_same),)


def _of_text(content: str, posted: str, pair: _Pair) -> list[Row]:
    title = str(pair.fields["title"])
    listed = Row("title in lists", pair.approved.title, title, title == pair.approved.title)
    written_as = pair.approved.options.content_format
    pieces = zip_longest(parts_of(content, written_as), parts_of(posted, written_as), fillvalue="")
    heads = ["title", *(["subtitle"] if pair.approved.subtitle.strip() else [])]
    rows = [listed]
    for number, (ours, theirs) in enumerate(pieces, start=1):
        name = heads[number - 1] if number <= len(heads) else f"block {number - len(heads)}"
        is_same = take_addresses_out(theirs, pair.sent.addresses, written_as) == ours
        rows.append(Row(name, ours, theirs, is_same))
    return rows


def _of_images(content: str, posted: str, pair: _Pair) -> list[Row]:
    """Each reference and the address that stands in its place, where the sent text has it.

    An address from which Medium fetches names the bytes that were approved, as the reference does.
    """
    rows, is_fetched = list[Row](), pair.approved.options.images_by is ImagesBy.ADDRESS
    for number, reference in enumerate(references_in(content, pair.approved.options.content_format), start=1):
        address = pair.sent.addresses.get(reference, "")
        is_there = bool(address) and (address in posted or address.replace("&", "&amp;") in posted)
        is_its_own = not is_fetched or reference.removeprefix("image:") in address
        rows.append(Row(f"image {number}", reference, address or NONE, is_there and is_its_own))
    return rows


def _of_options(pair: _Pair) -> list[Row]:
    options, fields = pair.approved.options, pair.fields
    form = ContentFormat.MARKDOWN if options.content_format is ContentFormat.MARKDOWN else ContentFormat.HTML
    form_word = "as HTML: Medium knows no plain text" if options.content_format is ContentFormat.PLAIN else ""
    status = str(fields["publishStatus"])
    eased = options.publication_id is not None and status == PublishStatus.DRAFT
    return [
        _row(
            "form",
            options.content_format,
            fields["contentFormat"],
            form_word if fields["contentFormat"] == form else "",
        ),
        _row("tags", ", ".join(pair.approved.tags), ", ".join(fields["tags"])),
        _row("status", options.status, status, _ENDS_AS_A_DRAFT if eased else ""),
        _row("licence", options.licence, fields["license"]),
        _row("canonical", options.canonical_url or NONE, fields.get("canonicalUrl", NONE)),
        _row("followers told", _yes(options.notify_followers), _yes(fields["notifyFollowers"])),
    ]


def _row(what: str, approved: str, sent: object, word: str = "") -> Row:
    is_same = approved == sent
    return Row(what, str(approved), str(sent), is_same, "" if is_same else word)


def _yes(value: object) -> str:
    return {True: "yes", False: "no"}.get(value is True, "no") if isinstance(value, bool) else f"{value!r}"


def parts_of(written: str, written_as: ContentFormat) -> Sequence[str]:
    """The blocks of a text as it was sent, which joined by what was between them are the text."""
    if written_as is ContentFormat.MARKDOWN:
        return [block.text.strip("\n") for block in split_blocks(written)]
    return _elements(written)


def _elements(written: str) -> list[str]:
    """Top elements of HTML that our rendering wrote: every tag is closed, and no attribute holds a bracket."""
    parts, depth, begins = list[str](), 0, 0
    for tag in _TAG.finditer(written):
        if tag[2] not in _EMPTY:
            depth += -1 if tag[1] else 1
        if depth == 0:
            parts.append(written[begins : tag.end()].strip("\n"))
            begins = tag.end()
    return [*parts, *([rest] if (rest := written[begins:].strip("\n")) else [])]
