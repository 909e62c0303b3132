"""Create the memory of the reference loader.

Revises: create_documents
"""

import sqlalchemy as sa
from alembic import op

revision = "create_reference_items"
down_revision = "create_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_item",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reference_item")),
    )


def downgrade() -> None:
    op.drop_table("reference_item")
