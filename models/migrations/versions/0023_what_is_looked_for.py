"""an index for each look that is taken every few seconds or minutes"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("decision_not_taken_in", "decision", ["decided_at"], postgresql_where=sa.text("applied_at is null"))
    op.create_index("article_begun", "article", ["stage"], postgresql_where=sa.text("flow_run_id is not null"))
    op.create_index("article_untold", "article", ["stage"], postgresql_where=sa.text("told_at is null"))
    op.create_index("article_of_run", "article", ["flow_run_id"])
