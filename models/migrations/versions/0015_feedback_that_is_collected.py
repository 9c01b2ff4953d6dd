"""feedback is collected for a moment and acknowledged once"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remark", sa.Column("heard_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.execute("update remark set heard_at = said_at")  # what was said before was taken in at once
