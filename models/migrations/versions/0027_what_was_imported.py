"""what an article was imported as, so that the same is not imported twice"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("import_key", sa.String(), nullable=True))
    op.create_unique_constraint("article_imported_once", "article", ["account_id", "import_key"])
