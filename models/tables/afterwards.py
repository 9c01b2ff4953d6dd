"""Owns the tables of what follows publication: the look at the live story, and corrections for its writer to make."""

from sqlmodel import Field, Index, SQLModel

from models.columns import MaybeMoment, Moment, Word, json_list
from models.domain.live_look import LiveState


class LiveLook(SQLModel, table=True):
    """How a story on Medium stands to what was approved, and when it is looked at next."""

    __tablename__ = "live_look"
    __table_args__ = (Index("live_look_due", "state", "next_at"),)

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    state: LiveState = Field(default=LiveState.AWAITED, sa_type=Word(LiveState))
    since: Moment  # when it went out, or was corrected
    next_at: Moment
    looks: int = 0
    is_corrected: bool = False
    looked_at: MaybeMoment = None
    differences: list[str] = json_list()


class Correction(SQLModel, table=True):
    """A published text as it is to be; its writer makes it on Medium, since nobody can edit there from outside."""

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    revision_id: int  # the text that it corrects
    title: str
    subtitle: str = ""
    body: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: Moment
    done_at: MaybeMoment = None
