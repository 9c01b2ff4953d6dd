"""Owns the tables of an account's voice: its rules, and which of them were in force when."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import MaybeMoment, Moment, Word, json_list
from models.domain.voice import RuleOrigin, RuleState


class VoiceRule(SQLModel, table=True):
    """A rule of an account's voice with what it stands on. It is in force where the newest version names it."""

    __tablename__ = "voice_rule"
    __table_args__ = (UniqueConstraint("account_id", "key", name="voice_rule_once"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    key: str
    text: str
    sentence: str
    story: str = ""
    origin: RuleOrigin = Field(sa_type=Word(RuleOrigin))
    state: RuleState = Field(default=RuleState.PROPOSED, sa_type=Word(RuleState))
    proposed_at: Moment
    decided_at: MaybeMoment = None
    person_id: int | None = Field(default=None, foreign_key="person.id")


class VoiceVersion(SQLModel, table=True):
    """What was in force from a moment on: the ids of its rules, in order. Going back makes a new version."""

    __tablename__ = "voice_version"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    number: int = Field(primary_key=True)
    rule_ids: list[int] = json_list()
    why: str
    restores: int | None = None
    made_at: Moment
