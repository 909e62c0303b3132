"""Check the subjects of citations and open questions, in a transaction without the lock of the new rule.

Revises: cite_programmes
"""

from alembic import op

revision = "check_citations"
down_revision = "cite_programmes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # by itself, also where the migrations are written as one script
    with op.get_context().autocommit_block():
        for table in ("citation", "ambiguity"):
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_subject_kind")


def downgrade() -> None:
    """Leave it: a rule that was checked holds."""
