"""Create mandates, and what is decided of single agencies under them.

Revises: create_signs_of_life
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_mandates"
down_revision = "create_signs_of_life"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("decree_number", sa.Text(), nullable=False),
        sa.Column("decree_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kinds <@ ARRAY['pemerintah_daerah', 'sekretariat', 'bagian', 'inspektorat', 'dinas', 'badan', 'satuan', 'kecamatan', 'kelurahan', 'rumah_sakit', 'dprd', 'kementerian', 'lembaga', 'unit', 'perguruan_tinggi', 'internasional', 'tidak_diketahui']::text[] AND cardinality(kinds) > 0",
            name=op.f("ck_mandate_kinds"),
        ),
        sa.CheckConstraint("(revoked_on IS NULL) = (revoked_reason IS NULL)", name=op.f("ck_mandate_revoked_reason")),
        sa.CheckConstraint("due_on >= effective_on", name=op.f("ck_mandate_due_on_order")),
        sa.CheckConstraint("effective_on >= decree_on", name=op.f("ck_mandate_effective_on_order")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_mandate_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("slug", name=op.f("uq_mandate_slug")),
    )
    op.create_index(op.f("ix_mandate_innovation_id"), "mandate", ["innovation_id"], unique=False)
    op.create_table(
        "mandate_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("ruling", sa.Text(collation="C"), nullable=False),
        sa.Column("equivalent_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(ruling = 'memakai_setara') = (equivalent_id IS NOT NULL)", name=op.f("ck_mandate_decision_equivalent_id")
        ),
        sa.CheckConstraint("ruling IN ('dikecualikan', 'memakai_setara')", name=op.f("ck_mandate_decision_ruling")),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_reason IS NULL)", name=op.f("ck_mandate_decision_ended_reason")
        ),
        sa.CheckConstraint("ended_on >= decided_on", name=op.f("ck_mandate_decision_ended_on_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mandate_decision_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_mandate_decision_agency_id")),
        sa.ForeignKeyConstraint(["equivalent_id"], ["innovation.id"], name=op.f("fk_mandate_decision_equivalent_id")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_decision_mandate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_decision")),
    )
    op.create_index(op.f("ix_mandate_decision_agency_id"), "mandate_decision", ["agency_id"], unique=False)
    op.create_index(op.f("ix_mandate_decision_equivalent_id"), "mandate_decision", ["equivalent_id"], unique=False)
    op.create_index(
        "uq_mandate_decision_standing",
        "mandate_decision",
        ["mandate_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_mandate_decision_standing", table_name="mandate_decision")
    op.drop_index(op.f("ix_mandate_decision_equivalent_id"), table_name="mandate_decision")
    op.drop_index(op.f("ix_mandate_decision_agency_id"), table_name="mandate_decision")
    op.drop_table("mandate_decision")
    op.drop_index(op.f("ix_mandate_innovation_id"), table_name="mandate")
    op.drop_table("mandate")
