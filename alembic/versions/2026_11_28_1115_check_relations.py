"""Check the kinds of relations, in a transaction without the lock of the new rule.

Revises: relate_copies
"""

from alembic import op

revision = "check_relations"
down_revision = "relate_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # by itself, also where the migrations are written as one script
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE innovation_relation VALIDATE CONSTRAINT ck_innovation_relation_kind")


def downgrade() -> None:
    """Leave it: a rule that was checked holds."""
