"""Check the agencies that keep people, in a transaction without the lock that adding the rule took.

Revises: add_workflow
"""

from alembic import op

revision = "check_person_agency"
down_revision = "add_workflow"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE person VALIDATE CONSTRAINT fk_person_agency_id")


def downgrade() -> None:
    """Leave it: a rule that was checked holds."""
