"""Index the cards of other regions, of which there are few.

Revises: extend_cards
"""

import sqlalchemy as sa
from alembic import op

revision = "index_external_cards"
down_revision = "extend_cards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # people work while the index is made
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_innovation_card_external",
            "innovation_card",
            [sa.literal_column("published_at DESC"), sa.literal_column("innovation_id DESC")],
            unique=False,
            postgresql_where=sa.text("external"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_innovation_card_external", table_name="innovation_card", postgresql_concurrently=True, if_exists=True
        )
