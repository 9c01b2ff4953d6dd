"""ends that are told to the writer, and deaths of workers that are counted"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("article", sa.Column("deaths", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("article", sa.Column("died_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.execute("update article set told_at = stage_since")  # whatever ended before this was told, or is long over


def downgrade() -> None:
    op.drop_column("article", "died_at")
    op.drop_column("article", "deaths")
    op.drop_column("article", "told_at")
