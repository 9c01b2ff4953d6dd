"""Owns the tables of what was handed in for an import: kept until it is agreed to, for a day at most."""

from typing import Any

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list
from models.domain.uploading import UploadKind, UploadState


class Upload(SQLModel, table=True):
    """Only whoever handed it in sees it."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")  # for what names no account itself
    kind: UploadKind = Field(default=UploadKind.FILES, sa_type=Word(UploadKind))
    state: UploadState = Field(default=UploadState.READING, sa_type=Word(UploadState))
    state_since: Moment
    picks: str = ""
    goes_on: bool = False  # of an export: what had not ended goes on
    done: int = 0
    total: int = 0
    beat_at: MaybeMoment = None  # when whoever works on it last said so
    trouble: str = ""
    lines: list[Json] = json_list()  # what would become, or became, of each piece
    made_at: Moment


class UploadedFile(SQLModel, table=True):
    __tablename__ = "uploaded_file"

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="upload.id", index=True)
    name: str
    data: Any = Field(sa_column=Column(LargeBinary, nullable=False))
