"""an article is called by its title once it has a text"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("title", sa.String(), server_default="", nullable=False))
    op.execute("update article set title = revision.title from revision where revision.id = article.revision_id")
