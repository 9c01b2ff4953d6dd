"""whether the title and subtitle of a revision are the writer's own"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("is_head_locked", sa.Boolean(), server_default=sa.false(), nullable=False))
