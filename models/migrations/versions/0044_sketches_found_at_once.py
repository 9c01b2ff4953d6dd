"""a new sketch goes into the index at once: the list of those to come is read whole by every look"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter index story_print_hashes set (fastupdate = off)")
    op.execute("select gin_clean_pending_list('story_print_hashes')")
