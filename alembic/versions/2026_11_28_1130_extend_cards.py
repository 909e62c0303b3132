"""Let cards tell records of other regions, and the last signs of life of replicas.

Revises: refuse_cycles_of_descent
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "extend_cards"
down_revision = "refuse_cycles_of_descent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("innovation_card", sa.Column("external", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "innovation_card", sa.Column("used_signs", postgresql.ARRAY(sa.Date()), server_default="{}", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("innovation_card", "used_signs")
    op.drop_column("innovation_card", "external")
