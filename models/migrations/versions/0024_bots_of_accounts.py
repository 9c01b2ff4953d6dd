"""bots of accounts: whose token, and which bot a chat or a conversation belongs to"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("bot_token", sa.LargeBinary(), nullable=True))
    op.add_column("account", sa.Column("bot_id", sa.BigInteger(), nullable=True))
    for table, name, columns in (
        ("chat", "chat_once_per_account", ["telegram_chat_id", "account_id", "bot_id"]),
        ("conversation", "conversation_once", ["telegram_chat_id", "telegram_user_id", "bot_id"]),
    ):
        op.add_column(table, sa.Column("bot_id", sa.BigInteger(), nullable=True))
        op.drop_constraint(name, table, type_="unique")
        op.create_unique_constraint(name, table, columns, postgresql_nulls_not_distinct=True)
