"""how many articles of each account stand where is counted from the index alone"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("article_by_stage", "article")
    op.create_index("article_by_stage", "article", ["stage", "publish_at"], postgresql_include=["account_id"])
