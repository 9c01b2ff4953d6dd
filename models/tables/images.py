"""Owns the table of images: every try at every slot."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Moment, Word
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
    created_at: Moment
