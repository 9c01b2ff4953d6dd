"""publishing options, the rules on AI, and the sketches by which a text is known again"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("category_tags", JSONB(), server_default="{}", nullable=False))
    op.add_column("account", sa.Column("publications", JSONB(), server_default="[]", nullable=False))
    op.add_column("account", sa.Column("uses_ai", sa.Boolean(), server_default="true", nullable=False))
    for name in ("disclosure", "image_credit"):
        op.add_column("account", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.add_column("publishattempt", sa.Column("differences", JSONB(), server_default="[]", nullable=False))
    op.create_table(
        "story_print",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("hashes", JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("story_print_hashes", "story_print", ["hashes"], postgresql_using="gin")
