"""Check the people of accounts and the permissions of keys, in a transaction without the locks of the new rules.

Revises: index_people_of_accounts
"""

from alembic import op

revision = "check_links_and_permissions"
down_revision = "index_people_of_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE account VALIDATE CONSTRAINT fk_account_person_id")
    op.execute("ALTER TABLE api_key VALIDATE CONSTRAINT ck_api_key_permissions")


def downgrade() -> None:
    """Leave it: a rule that was checked holds."""
