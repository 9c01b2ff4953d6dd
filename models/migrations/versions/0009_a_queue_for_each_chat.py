"""updates are handled by a queue for each chat, and tried again later"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_UNHANDLED = sa.text("handled_at is null")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("chat_id", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("inbox", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("inbox", sa.Column("retry_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.drop_index("inbox_unhandled", table_name="inbox", postgresql_where=_UNHANDLED)
    op.create_index("inbox_unhandled", "inbox", ["bot_id", "chat_id"], unique=False, postgresql_where=_UNHANDLED)
