"""Owns the tables of what was paid, and of what things cost."""

from decimal import Decimal

from sqlalchemy import Column, Index, Numeric, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Moment, Word, micro_usd
from models.domain.draft import Flaw


class CostEntry(SQLModel, table=True):
    """What one paid answer used. Its cost is in millionths of a US dollar; null where its price is not known."""

    __table_args__ = (Index("cost_of_month", "account_id", "at", postgresql_include=["micro_usd"]),)

    id: int = Field(default=None, primary_key=True)
    effect_key: str = Field(index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    purpose: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    images: int = 0
    audio_seconds: float = 0
    micro_usd: int | None = micro_usd()
    is_estimated: bool = False  # the endpoint reported no usage
    flaw: Flaw | None = Field(default=None, sa_type=Word(Flaw), nullable=True)
    at: Moment


class ModelPrice(SQLModel, table=True):
    """What a person says that a model costs, for one account or for all: US dollars, as the price lists have them."""

    __table_args__ = (UniqueConstraint("model", "account_id", name="price_once", postgresql_nulls_not_distinct=True),)

    id: int = Field(default=None, primary_key=True)
    model: str
    account_id: int | None = Field(default=None, foreign_key="account.id")
    input_usd: Decimal = Field(sa_column=Column(Numeric, nullable=False))
    output_usd: Decimal = Field(sa_column=Column(Numeric, nullable=False))
    image_usd: Decimal | None = Field(default=None, sa_column=Column(Numeric, nullable=True))
    minute_usd: Decimal | None = Field(default=None, sa_column=Column(Numeric, nullable=True))
    set_at: Moment
