"""Owns the tables of how people come into the console. Of every secret only a hash is kept."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import MaybeMoment, Moment, Word
from models.domain.people import Role


class Login(SQLModel, table=True):
    """A browser in which somebody is logged in."""

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    browser: str = ""
    began_at: Moment
    seen_at: Moment
    ended_at: MaybeMoment = None


class FailedLogin(SQLModel, table=True):
    """A password that was wrong, for a name and from a place."""

    __tablename__ = "failed_login"
    __table_args__ = (Index("failed_login_at", "at"),)

    id: int = Field(default=None, primary_key=True)
    login_name: str
    place: str
    at: Moment


class Invitation(SQLModel, table=True):
    """A link that works once: somebody comes in by it, with what is named here, or sets their password anew."""

    code_hash: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")  # whose password it sets; none: somebody new
    account_id: int | None = Field(default=None, foreign_key="account.id")
    role: Role | None = Field(default=None, sa_type=Word(Role), nullable=True)
    runs_the_desk: bool = False
    made_at: Moment
    expires_at: Moment
    used_at: MaybeMoment = None


class ApiToken(SQLModel, table=True):
    """What a program shows instead of a login; it may do what its person may."""

    __tablename__ = "api_token"

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    made_at: Moment
    used_at: MaybeMoment = None
    ended_at: MaybeMoment = None


class CalendarFeed(SQLModel, table=True):
    """The private address under which programs read a person's calendar; one for each person."""

    __tablename__ = "calendar_feed"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    token_hash: str = Field(unique=True)
    made_at: Moment
    read_at: MaybeMoment = None


class SecondStep(SQLModel, table=True):
    """A person's app that shows a code at each login; it counts once its first code was typed."""

    __tablename__ = "second_step"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # sealed
    begun_at: Moment
    confirmed_at: MaybeMoment = None
    used_step: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))  # no earlier one counts


class RecoveryCode(SQLModel, table=True):
    """In place of the app's code, once."""

    __tablename__ = "recovery_code"

    code_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    used_at: MaybeMoment = None
