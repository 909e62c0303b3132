"""Keep the version of a record beside its document.

Revises: withdraw_citations
"""

import sqlalchemy as sa
from alembic import op

revision = "version_documents"
down_revision = "withdraw_citations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the documents are written anew after a migration, and so get their versions
    op.add_column("innovation_document", sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("innovation_document", "version")
