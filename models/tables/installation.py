"""Owns the tables of the desk as a whole: what its home is, who looks after it, and who has which duty."""

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import Moment


class Installation(SQLModel, table=True):
    """One row: what proves that a home's secret key is the one that the tokens here were encrypted with."""

    id: int = Field(default=1, primary_key=True)
    key_check: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Vigil(SQLModel, table=True):
    """One row: since when somebody has looked after the desk without a gap, and when they last looked."""

    id: int = Field(default=1, primary_key=True)
    awake_since: Moment
    looked_at: Moment


class Duty(SQLModel, table=True):
    """Who has a role of which there may be one, such as to poll a bot. The others stand by."""

    name: str = Field(primary_key=True)
    holder: str
    expires_at: Moment
