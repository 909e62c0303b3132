"""Create instruments of assessment.

Revises: version_documents
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_instruments"
down_revision = "version_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("edition", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('weighted_form', 'levelled_indicators')", name=op.f("ck_instrument_kind")),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_instrument_valid_from"),
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_instrument_valid_to")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_instrument_valid_to_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("code", "edition", name=op.f("uq_instrument_code_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_instrument_slug")),
    )


def downgrade() -> None:
    op.drop_table("instrument")
