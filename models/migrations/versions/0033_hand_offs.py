"""what is done about an article while its writer publishes it by hand"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_off",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", TIMESTAMP(timezone=True), nullable=True),
        sa.Column("page_at", TIMESTAMP(timezone=True), nullable=True),
        sa.Column("leads_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
