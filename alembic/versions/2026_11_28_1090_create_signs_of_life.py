"""Create the signs of life of innovations.

Revises: create_replication_requests
"""

import sqlalchemy as sa
from alembic import op

revision = "create_signs_of_life"
down_revision = "create_replication_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_of_life",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("figure", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'bukti' OR evidence_id IS NOT NULL OR reference IS NOT NULL",
            name=op.f("ck_sign_of_life_reference"),
        ),
        sa.CheckConstraint(
            "kind <> 'pemakaian' OR (figure IS NOT NULL AND unit IS NOT NULL)", name=op.f("ck_sign_of_life_figure")
        ),
        sa.CheckConstraint("kind IN ('pemakaian', 'bukti', 'konfirmasi')", name=op.f("ck_sign_of_life_kind")),
        sa.CheckConstraint("(figure IS NULL) = (unit IS NULL)", name=op.f("ck_sign_of_life_unit")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_sign_of_life_withdrawn_reason")
        ),
        sa.CheckConstraint("figure >= 0", name=op.f("ck_sign_of_life_figure_least")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_of_life_account_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_sign_of_life_evidence_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_sign_of_life_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_of_life")),
    )
    op.create_index(op.f("ix_sign_of_life_evidence_id"), "sign_of_life", ["evidence_id"], unique=False)
    op.create_index("ix_sign_of_life_innovation", "sign_of_life", ["innovation_id", "id"], unique=False)
    op.create_index(
        "ix_sign_of_life_last",
        "sign_of_life",
        ["innovation_id", "observed_on"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_sign_of_life_last", table_name="sign_of_life")
    op.drop_index("ix_sign_of_life_innovation", table_name="sign_of_life")
    op.drop_index(op.f("ix_sign_of_life_evidence_id"), table_name="sign_of_life")
    op.drop_table("sign_of_life")
