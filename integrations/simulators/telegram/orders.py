"""Owns the bodies that the writer's side takes, one for each act; refuses fields that no act knows."""

import base64
import binascii

from pydantic import BaseModel, ConfigDict, Field, field_validator

from integrations.simulators.telegram.person import Person
from integrations.simulators.telegram.wire import Upload


class Text(Person):
    text: str


class Tap(Person):
    message_id: int
    text: str | None = None
    data: str | None = None
    row: int | None = None
    column: int | None = None
    times: int = Field(default=1, ge=1, le=100)


class FileMessage(Person):
    """A photo, voice or document; `content` is base64 where the request is JSON."""

    content: str
    file_name: str = ""
    mime_type: str = ""
    caption: str = ""
    duration: int = 0

    @field_validator("content")
    @classmethod
    def must_be_base64(cls, content: str) -> str:
        try:
            base64.b64decode(content, validate=True)
        except binascii.Error as broken:
            raise ValueError("content is not base64") from broken
        return content

    def as_upload(self, name: str, mime_type: str) -> Upload:
        content = base64.b64decode(self.content)
        return Upload(self.file_name or name, content, self.mime_type or mime_type)


class Edit(Person):
    message_id: int
    text: str


class Migration(Person):
    to: int = Field(lt=0)


class Topic(Person):
    name: str


class NewBot(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: str = Field(pattern=r"^\d{1,20}:[A-Za-z0-9_-]{20,60}$", repr=False)
    username: str = Field(default="copydesk_other_bot", pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")
    name: str = "Copydesk"
    reads_all_group_messages: bool = True


class Delivery(BaseModel):
    """How updates come to the bots."""

    model_config = ConfigDict(extra="forbid")

    twice: bool = False


class ClockOrder(BaseModel):
    """Ages updates and callback queries; the dates on messages stay real."""

    model_config = ConfigDict(extra="forbid")

    age_updates_seconds: float = Field(default=0.0, ge=0)
    callback_seconds: float | None = None  # how long a tap may be answered
    expire_callbacks: bool = False  # every tap so far is too old from now on
