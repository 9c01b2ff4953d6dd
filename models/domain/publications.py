"""Owns what an account knows of the publications it may post in, and what a contributor's role allows there."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.domain.errors import Refused
from models.domain.publication import ContentFormat, ImagesBy, Licence, PublishingOptions, PublishStatus


class ContributorRole(StrEnum):
    EDITOR = "editor"  # may publish there
    WRITER = "writer"  # may only hand in drafts there (api.md, 3.3)


class KnownPublication(BaseModel):
    """A publication of the account, and the writer's role there; None where Medium did not tell, or none is had."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)

    medium_id: str = Field(alias="id")
    name: str
    role: ContributorRole | None = None


def known_publications(kept: Sequence[object]) -> tuple[KnownPublication, ...]:
    return tuple(KnownPublication.model_validate(each) for each in kept)


def publication_called(words: str, known: Sequence[KnownPublication]) -> KnownPublication:
    wanted = words.strip().casefold()
    for each in known:
        if wanted in (each.name.casefold(), each.medium_id.casefold()):
            return each
    names = ", ".join(each.name for each in known) or "none that Medium told us of"
    raise Refused(f"There is no publication “{words.strip()}” for this account. There is: {names}.")


def as_contributor(options: PublishingOptions, role: ContributorRole | None) -> PublishingOptions:
    """How it goes out in its publication: what a writer hands in there is a draft, whatever was wished."""
    if options.publication_id is None or role is not ContributorRole.WRITER:
        return options
    return options.model_copy(update={"status": PublishStatus.DRAFT})


def role_in(options: PublishingOptions, known: Sequence[KnownPublication]) -> ContributorRole | None:
    return next((each.role for each in known if each.medium_id == options.publication_id), None)


def options_in_words(options: PublishingOptions, known: Sequence[KnownPublication] = ()) -> str:
    """All of them, as the final review shows them."""
    followers = "followers are notified" if options.notify_followers else "followers are not notified"
    said = [f"{options.status}{_where(options, known)}", licence_in_words(options.licence), followers]
    if options.content_format is not ContentFormat.HTML:
        said.append(f"sent as {format_in_words(options.content_format)}")
    if options.images_by is ImagesBy.ADDRESS:
        said.append("images by their public address")
    if options.canonical_url:
        said.append(f"canonical address {options.canonical_url}")
    if options.canonical_url and options.origin_line:
        said.append(f"with “{options.origin_line} …” beneath")
    if as_contributor(options, role_in(options, known)) != options:
        said.append("as a draft, since you are a writer there and hand it in on Medium")
    return ", ".join(said)


def licence_in_words(licence: Licence) -> str:
    """As people write it: “CC BY-NC 4.0”."""
    if licence is Licence.CC_ZERO:
        return "CC0"
    kind = licence.value.removeprefix("cc-40-")
    return f"CC {kind.upper()} 4.0" if kind != licence.value else licence.value.replace("-", " ")


def format_in_words(content_format: ContentFormat) -> str:
    return {ContentFormat.HTML: "HTML", ContentFormat.MARKDOWN: "Markdown", ContentFormat.PLAIN: "plain text"}[
        content_format
    ]


def _where(options: PublishingOptions, known: Sequence[KnownPublication]) -> str:
    if options.publication_id is None:
        return ""
    names = {each.medium_id: each.name for each in known}
    return f" in {names.get(options.publication_id, 'the publication ' + options.publication_id)}"
