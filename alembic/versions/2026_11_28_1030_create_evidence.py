"""Create evidence, awards and the texts of proposals.

Revises: create_assessments
"""

import sqlalchemy as sa
from alembic import op

revision = "create_evidence"
down_revision = "create_assessments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("address IS NOT NULL OR reference IS NOT NULL", name=op.f("ck_evidence_reference")),
        sa.CheckConstraint("valid_until >= issued_on", name=op.f("ck_evidence_valid_until_order")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_evidence_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_innovation", "evidence", ["innovation_id", "id"], unique=False)
    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_award_year")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_award_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("innovation_id", "code", "year", name=op.f("uq_award_innovation_id_code_year")),
    )
    op.create_index(op.f("ix_award_code"), "award", ["code"], unique=False)
    op.create_table(
        "dossier_section",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Text(collation="C"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_dossier_section_innovation_id")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_dossier_section_instrument_id")),
        sa.PrimaryKeyConstraint("innovation_id", "instrument_id", "section", name=op.f("pk_dossier_section")),
    )
    op.create_index(op.f("ix_dossier_section_instrument_id"), "dossier_section", ["instrument_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_dossier_section_instrument_id"), table_name="dossier_section")
    op.drop_table("dossier_section")
    op.drop_index(op.f("ix_award_code"), table_name="award")
    op.drop_table("award")
    op.drop_index("ix_evidence_innovation", table_name="evidence")
    op.drop_table("evidence")
