"""Index the people of accounts.

Revises: permit_rounds
"""

from alembic import op

revision = "index_people_of_accounts"
down_revision = "permit_rounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # people work while the index is made
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_account_person_id"),
            "account",
            ["person_id"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(op.f("ix_account_person_id"), table_name="account", postgresql_concurrently=True, if_exists=True)
