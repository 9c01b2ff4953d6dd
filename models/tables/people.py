"""Owns the tables of who may decide for which account, and how they are tied to it."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from models.columns import MaybeMoment, Moment, Word
from models.domain.people import Role


class Person(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str
    telegram_user_id: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    login_name: str | None = Field(default=None, unique=True)  # in small letters; none: has no way into the console
    password_hash: str | None = None
    runs_the_desk: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})  # owner of every account
    created_at: Moment


class Membership(SQLModel, table=True):
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    account_id: int = Field(foreign_key="account.id", primary_key=True)
    role: Role = Field(sa_type=Word(Role))


class Pairing(SQLModel, table=True):
    """A one-time code that ties a chat to an account; only its hash is kept."""

    code_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    expires_at: Moment
    used_at: MaybeMoment = None
