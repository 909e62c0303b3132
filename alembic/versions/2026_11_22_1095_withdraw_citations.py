"""Let a citation that was wrong be withdrawn and stay on record.

Revises: version_sources
"""

import sqlalchemy as sa
from alembic import op

revision = "withdraw_citations"
down_revision = "version_sources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("citation", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("citation", sa.Column("withdrawn_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("citation", "withdrawn_reason")
    op.drop_column("citation", "withdrawn_at")
