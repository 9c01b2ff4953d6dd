"""Owns the kinds of columns that SQLModel has no word for: times in UTC only, enums stored as their words, JSON."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, cast

from sqlalchemy import BigInteger, Column, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import QueryableAttribute, load_only
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class UtcTime(TypeDecorator[datetime]):
    """timestamptz that refuses a naive datetime on the way in and gives UTC on the way out."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


class Word(TypeDecorator[StrEnum]):
    """A StrEnum kept as text: a new member needs no migration, an unknown word fails loudly on reading."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


Json = dict[str, Any]
Moment = Annotated[datetime, Field(sa_type=UtcTime)]
MaybeMoment = Annotated[datetime | None, Field(default=None, sa_type=UtcTime, nullable=True)]


def json_object() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}"))


def json_list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]"))


def maybe_json_list() -> Any:
    return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))


def micro_usd() -> Any:
    """Millionths of a US dollar, or nothing."""
    return Field(default=None, sa_column=Column(BigInteger, nullable=True))


def only(*fields: object) -> Any:
    """An option of a query: these columns alone are read, and to touch another one fails."""
    return load_only(*cast("tuple[QueryableAttribute[Any], ...]", fields), raiseload=True)
