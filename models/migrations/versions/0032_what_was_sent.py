"""what each attempt sent, and what was approved"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("approved", "sent"):
        op.add_column("publishattempt", sa.Column(name, JSONB(), server_default="{}", nullable=False))
