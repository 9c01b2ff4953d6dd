"""the lines in which requests of a token and stories of a profile stand"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "token_line",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("free_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("held_until", TIMESTAMP(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token_digest"),
    )
    op.create_table(
        "publish_turn",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("publish_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("goes_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("publish_turn_of_profile", "publish_turn", ["profile", "goes_at"])
