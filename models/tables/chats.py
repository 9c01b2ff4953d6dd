"""Owns the tables of what is known of Telegram: chats, messages that were sent, updates that came in."""

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import Json, MaybeMoment, Moment, Word, json_list, json_object
from models.domain.effects import MessageShows


class Chat(SQLModel, table=True):
    """A Telegram chat (or a topic of a group) that sees and decides for an account."""

    __table_args__ = (
        UniqueConstraint(
            "telegram_chat_id", "account_id", "bot_id", name="chat_once_per_account", postgresql_nulls_not_distinct=True
        ),
    )

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    telegram_chat_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    bot_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))  # null: that of all accounts
    thread_id: int | None = None
    paired_at: Moment
    left_at: MaybeMoment = None  # the bot was blocked or removed there


class Message(SQLModel, table=True):
    """A message that the bot sent: where it is, what it shows, which blocks it holds."""

    __table_args__ = (
        UniqueConstraint("chat_id", "telegram_message_id", name="message_once"),
        Index("message_unsettled", "id", postgresql_where=text("shows = 'card' and settled_at is null")),
    )

    id: int = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chat.id")
    telegram_message_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    shows: MessageShows = Field(sa_type=Word(MessageShows))
    html: str = ""
    block_ids: list[str] = json_list()
    sent_at: Moment
    settled_at: MaybeMoment = None  # a card that shows its outcome and has no buttons any more


class BotContact(SQLModel, table=True):
    """When Telegram was last heard: what it held for longer than a day is gone."""

    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    heard_at: Moment


class Conversation(SQLModel, table=True):
    """What a person began in a chat by a command, and what they answered so far."""

    __table_args__ = (
        UniqueConstraint(
            "telegram_chat_id",
            "telegram_user_id",
            "bot_id",
            name="conversation_once",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: int = Field(default=None, primary_key=True)
    telegram_chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    telegram_user_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    bot_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    state: Json = json_object()
    last_update_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    changed_at: Moment


class InboxUpdate(SQLModel, table=True):
    """An update of Telegram, stored before it is confirmed there."""

    __tablename__ = "inbox"
    __table_args__ = (Index("inbox_unhandled", "bot_id", "chat_id", postgresql_where=text("handled_at is null")),)

    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    chat_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    body: Json = json_object()
    received_at: Moment
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retry_at: MaybeMoment = None  # what comes after it in its chat waits as well
    handled_at: MaybeMoment = None
    fault: str = ""
