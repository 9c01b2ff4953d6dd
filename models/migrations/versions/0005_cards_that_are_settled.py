"""which cards show their outcome, which are shown again, and when Telegram was last heard"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "botcontact",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("heard_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id"),
    )
    op.add_column("review", sa.Column("showing", sa.Integer(), server_default="1", nullable=False))
    op.add_column("message", sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    unsettled = sa.text("shows = 'card' and settled_at is null")
    op.create_index("message_unsettled", "message", ["id"], unique=False, postgresql_where=unsettled)
