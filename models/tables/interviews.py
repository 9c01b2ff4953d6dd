"""Owns the tables of what is asked before a draft, and where the answers went."""

from uuid import UUID

from sqlmodel import Field, SQLModel


class InterviewQuestion(SQLModel, table=True):
    """What the writer is asked before the draft. What they say to it are the remarks on its review."""

    __tablename__ = "interview_question"

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    number: int = Field(primary_key=True)
    text: str


class AnswerUse(SQLModel, table=True):
    """Which passage holds what the writer answered; not seen means that only the model says so."""

    __tablename__ = "answer_use"

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    number: int = Field(primary_key=True)
    block_id: UUID = Field(primary_key=True)
    is_seen: bool
