"""Let cards tell how many innovations each stands for.

Revises: check_permissions_of_snapshots
"""

import sqlalchemy as sa
from alembic import op

revision = "let_cards_represent"
down_revision = "check_permissions_of_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("innovation_card", sa.Column("represents", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("innovation_card", "represents")
