"""Owns what Medium's answers mean, as types. Only what proves the result is required; the rest may be odd or absent."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator
from pydantic.alias_generators import to_camel
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from models.domain.publication import PublishStatus
from models.domain.publications import ContributorRole


def _or_nothing(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """A post exists whether or not we understand its trimmings: they must never make its answer unreadable."""
    try:
        return read(value)
    except ValidationError:
        return None


def _or_no_tags(value: object, read: ValidatorFunctionWrapHandler) -> object:
    return _or_nothing(value, read) or ()


def _from_milliseconds(value: object) -> object:
    """Unix milliseconds; a draft has none, or 0 (api.md)."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**14:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


Required = Annotated[str, Field(min_length=1)]
Told = Annotated[str | None, WrapValidator(_or_nothing)]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Profile(_Result):
    id: Required
    username: Required
    name: Told = None
    url: Told = None
    image_url: Told = None


class Publication(_Result):
    """One that the writer is connected with, which does not mean that they may post there."""

    id: Required
    name: Told = None
    description: Told = None
    url: Told = None
    image_url: Told = None


class Contributor(_Result):
    publication_id: Required
    user_id: Required
    role: Annotated[ContributorRole | None, WrapValidator(_or_nothing)] = None


class Posted(_Result):
    """A post that exists; its tags and its status are those that Medium kept, which may be fewer than were sent."""

    id: Required
    url: Required
    title: Told = None
    author_id: Told = None
    publication_id: Told = None
    tags: Annotated[tuple[str, ...], WrapValidator(_or_no_tags)] = ()
    status: Annotated[PublishStatus | None, WrapValidator(_or_nothing), Field(alias="publishStatus")] = None
    published_at: Annotated[AwareDatetime | None, BeforeValidator(_from_milliseconds)] = None
    canonical_url: Told = None
    licence: Annotated[str | None, WrapValidator(_or_nothing), Field(alias="license")] = None


class UploadedImage(_Result):
    url: Required
    md5: Told = None
