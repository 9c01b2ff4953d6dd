"""what a call that could not be paid would have used, and whose month the calls under way are booked to"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("refused_call", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("effect", sa.Column("account_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "effect", "account", ["account_id"], ["id"])
