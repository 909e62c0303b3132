"""Check the permissions of keys, in a transaction without the lock of the new rule.

Revises: create_snapshots
"""

from alembic import op

revision = "check_permissions_of_snapshots"
down_revision = "create_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # by itself, also where the migrations are written as one script
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE api_key VALIDATE CONSTRAINT ck_api_key_permissions")


def downgrade() -> None:
    """Leave it: a rule that was checked holds."""
