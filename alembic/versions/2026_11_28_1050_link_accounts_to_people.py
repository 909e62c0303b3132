"""Link accounts to people, so that two accounts of one person are one person to the rules on conflicts.

Revises: create_hearings
"""

import sqlalchemy as sa
from alembic import op

revision = "link_accounts_to_people"
down_revision = "create_hearings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_account_person_id"), "account", "person", ["person_id"], ["id"], postgresql_not_valid=True
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_account_person_id"), "account", type_="foreignkey")
    op.drop_column("account", "person_id")
