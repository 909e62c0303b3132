"""Forbid two records of one name within an agency, but for those that were merged.

Revises: check_person_agency
"""

import sqlalchemy as sa
from alembic import op

revision = "forbid_equal_names"
down_revision = "check_person_agency"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # people work while the index is made
    with op.get_context().autocommit_block():
        op.create_index(
            "uq_innovation_agency_name",
            "innovation",
            ["agency_id", sa.text("replace(name_key, ' ', '')")],
            unique=True,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("status <> 'merged'"),
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "uq_innovation_agency_name", table_name="innovation", postgresql_concurrently=True, if_exists=True
        )
