"""Owns the table of images: every try at every slot."""

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import MaybeMoment, Moment, Word
from models.domain.effects import ImageBy


class Image(SQLModel, table=True):
    """One try at the image of a slot; earlier tries stay."""

    __table_args__ = (UniqueConstraint("article_id", "slot", "number", name="image_number_once"),)

    id: int = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id")
    slot: str
    number: int
    by: ImageBy = Field(sa_type=Word(ImageBy))
    prompt: str
    object_key: str
    sha256: str
    content_type: str
    width: int
    height: int
    parent_id: int | None = Field(default=None, foreign_key="image.id")
    is_kept: bool = False
    gone_at: MaybeMoment = None  # its article was dropped long ago, and nothing else showed these bytes
    created_at: Moment


class PaidPicture(SQLModel, table=True):
    """An image that was paid for and has not come to its place in the object store yet."""

    __tablename__ = "paid_picture"

    effect_key: str = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    content_type: str
    width: int
    height: int
    paid_at: Moment
