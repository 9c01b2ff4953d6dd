"""images that were paid for, until the object store has them"""

import sqlalchemy as sa
from alembic import op

from models.columns import UtcTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paid_picture",
        sa.Column("effect_key", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("paid_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("effect_key"),
    )
