"""when a profile published lately is asked before each of its posts"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "article_published",
        "article",
        ["account_id", "published_at"],
        postgresql_where=sa.text("published_at is not null"),
    )
