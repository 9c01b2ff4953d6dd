"""what became of paid answers"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("costentry", sa.Column("is_estimated", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("costentry", "is_estimated", server_default=None)
    op.add_column("costentry", sa.Column("flaw", sa.String(), nullable=True))
