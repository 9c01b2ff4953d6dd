"""the account's advice on openings and on the closing call to action"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("openings", "call_to_action"):
        op.add_column("account", sa.Column(name, sa.String(), server_default="", nullable=False))
