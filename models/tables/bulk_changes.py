"""Owns the table of what people did with several articles at once, so that it can be read again and undone."""

from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list
from models.domain.bulk import BulkAct


class BulkChange(SQLModel, table=True):
    """One act on several articles, with what came of it for each. An undoing is an act like any other."""

    __tablename__ = "bulk_change"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    act: BulkAct = Field(sa_type=Word(BulkAct))
    results: list[Json] = json_list()
    made_at: Moment
    undone_at: MaybeMoment = None
