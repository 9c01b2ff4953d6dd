"""what the writer did not find is an outcome of its own, apart from what is proven not to be out"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "update publishattempt set outcome = 'not_there' where outcome = 'not_posted' and detail = 'the writer looked'"
    )
