"""what the pages of the console look for, in the order in which they show it"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("article_changed", "article", ["stage_since", "id"])
    op.create_index("article_at", "article", [sa.text("coalesce(published_at, publish_at)")])
    op.drop_index("cost_of_month", "costentry")
    op.create_index("cost_of_month", "costentry", ["account_id", "at"], postgresql_include=["micro_usd"])
