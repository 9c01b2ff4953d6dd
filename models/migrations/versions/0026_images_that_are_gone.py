"""when the object of a dropped article's image was taken out of the object store"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("image", sa.Column("gone_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
