"""Owns the table of what is done about an article while its writer publishes it by hand."""

from sqlmodel import Field, SQLModel

from models.columns import MaybeMoment


class HandOff(SQLModel, table=True):
    """When its story was last looked for in the feed, and what its page under a public S3 address shows."""

    __tablename__ = "hand_off"

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    looked_at: MaybeMoment = None
    page_at: MaybeMoment = None  # as which day the page was last written
    leads_on: bool = False  # it leads to the story by now
