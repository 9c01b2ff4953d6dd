"""Owns one finished image in memory. It refuses formats that Medium does not take."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ContentType = Literal["image/png", "image/jpeg"]  # Medium takes gif and tiff too, never webp; nobody paints those


class Change(BaseModel):
    """A picture that is there, and what is to be different in it."""

    model_config = ConfigDict(frozen=True)

    data: bytes = Field(repr=False, min_length=1)
    content_type: ContentType
    note: str = Field(min_length=1)


class Picture(BaseModel):
    """Bytes that were decoded once and found to be what they say they are."""

    model_config = ConfigDict(frozen=True)

    data: bytes = Field(repr=False, min_length=1)
    content_type: ContentType
    width: int = Field(gt=0)
    height: int = Field(gt=0)
