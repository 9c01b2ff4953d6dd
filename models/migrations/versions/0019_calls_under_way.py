"""calls under way"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "effect_reserving",
        "effect",
        ["claimed_at"],
        postgresql_where=sa.text("recorded_at is null and reserved_micro is not null"),
    )
