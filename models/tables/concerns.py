"""Owns the table of what a person has to see to and no chat can tell them."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import MaybeMoment, Moment


class Concern(SQLModel, table=True):
    """Who it is about, what it is, since when, and what to do. There is one for a key until it ends."""

    __table_args__ = (Index("concern_open", "key", unique=True, postgresql_where=text("ended_at is null")),)

    id: int = Field(default=None, primary_key=True)
    key: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    what: str
    next_step: str
    since: Moment
    ended_at: MaybeMoment = None
