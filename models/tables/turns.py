"""Owns the tables of the lines before Medium: requests stand in that of their token, stories in their profile's."""

from sqlmodel import Field, Index, SQLModel

from models.columns import MaybeMoment, Moment


class TokenLine(SQLModel, table=True):
    """The requests of one token: one at a time, apart from each other, and none while Medium asks for a pause."""

    __tablename__ = "token_line"

    token_digest: str = Field(primary_key=True)
    free_at: Moment  # no request before
    holder: str | None = None  # of the request that is under way
    held_until: MaybeMoment = None
    refusals: int = 0  # in a row


class PublishTurn(SQLModel, table=True):
    """When an approved article goes out whose time has come, among others of its Medium profile."""

    __tablename__ = "publish_turn"
    __table_args__ = (Index("publish_turn_of_profile", "profile", "goes_at"),)

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    profile: str
    publish_at: Moment  # the approved time that it was given for
    goes_at: Moment
    ahead: int = 0  # so many go before it
