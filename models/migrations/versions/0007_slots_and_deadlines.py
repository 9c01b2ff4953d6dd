"""weekly slots and their zone, deadline rules, grace, reminders, quiet hours, digests, and whether the desk was awake"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SUGGESTED = '["tue 08:00", "tue 20:00", "wed 08:00", "wed 20:00", "thu 08:00", "thu 20:00"]'


def upgrade() -> None:
    op.create_table(
        "vigil",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("awake_since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("looked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    reminders = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("account", sa.Column("slots_zone", sa.String(), nullable=False, server_default="America/New_York"))
    op.add_column("account", sa.Column("deadline_rule", sa.String(), nullable=False, server_default="hold"))
    op.add_column("account", sa.Column("grace_minutes", sa.Integer(), nullable=False, server_default="120"))
    op.add_column("account", sa.Column("reminders", reminders, nullable=False, server_default="[]"))
    op.add_column("account", sa.Column("quiet_hours", sa.String(), nullable=False, server_default="22:00-07:00"))
    op.add_column("account", sa.Column("digest_hour", sa.Integer(), nullable=True))
    op.add_column("article", sa.Column("times_moved", sa.Integer(), nullable=False, server_default="0"))
    for name in ("slots_zone", "deadline_rule", "grace_minutes", "quiet_hours"):
        op.alter_column("account", name, server_default=None)
    op.execute("update account set reminders = '[1440, 180]', digest_hour = 8")
    op.execute(
        sa.text("update account set slots = cast(:slots as jsonb) where slots = '[]'").bindparams(slots=_SUGGESTED)
    )
    op.drop_index("ix_article_stage", table_name="article")
    op.create_index("article_by_stage", "article", ["stage", "publish_at"], unique=False)
    op.create_index("publish_attempt_at", "publishattempt", ["intended_at"], unique=False)
