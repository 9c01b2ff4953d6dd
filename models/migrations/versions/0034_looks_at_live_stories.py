"""looks at stories on Medium after they went out"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_look",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("next_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("is_corrected", sa.Boolean(), nullable=False),
        sa.Column("looked_at", TIMESTAMP(timezone=True), nullable=True),
        sa.Column("differences", JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("live_look_due", "live_look", ["state", "next_at"])
