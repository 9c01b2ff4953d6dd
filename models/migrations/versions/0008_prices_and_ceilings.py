"""prices and ceilings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "modelprice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("input_usd", sa.Numeric(), nullable=False),
        sa.Column("output_usd", sa.Numeric(), nullable=False),
        sa.Column("image_usd", sa.Numeric(), nullable=True),
        sa.Column("minute_usd", sa.Numeric(), nullable=True),
        sa.Column("set_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("model", "account_id", name="price_once", postgresql_nulls_not_distinct=True),
    )
    op.add_column("account", sa.Column("ceiling_micro", sa.BigInteger(), nullable=True))
    op.add_column("effect", sa.Column("reserved_micro", sa.BigInteger(), nullable=True))
    op.alter_column("costentry", "micro_usd", type_=sa.BigInteger())
    op.alter_column("costentry", "article_id", nullable=True)
    op.add_column("costentry", sa.Column("audio_seconds", sa.Float(), server_default="0", nullable=False))
    op.alter_column("costentry", "audio_seconds", server_default=None)
    op.create_index("cost_of_month", "costentry", ["account_id", "at"])
