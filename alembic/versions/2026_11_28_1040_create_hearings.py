"""Create objections of the public and visits to the place.

Revises: create_evidence
"""

import sqlalchemy as sa
from alembic import op

revision = "create_hearings"
down_revision = "create_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'open') = (answer IS NULL)", name=op.f("ck_objection_answer")),
        sa.CheckConstraint("status IN ('open', 'upheld', 'dismissed')", name=op.f("ck_objection_status")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_objection_answered_at")),
        sa.CheckConstraint("(answer IS NULL) = (summary IS NULL)", name=op.f("ck_objection_summary")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_objection_answered_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["round_entry.id"], name=op.f("fk_objection_entry_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_objection_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_objection_round_id_number")),
    )
    op.create_index(op.f("ix_objection_entry_id"), "objection", ["entry_id"], unique=False)
    op.create_table(
        "field_verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Numeric(precision=8, scale=6), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("finding", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "finding IN ('sesuai', 'sebagian', 'tidak_sesuai')", name=op.f("ck_field_verification_finding")
        ),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_field_verification_longitude")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name=op.f("ck_field_verification_latitude"),
        ),
        sa.CheckConstraint("finding = 'sesuai' OR note IS NOT NULL", name=op.f("ck_field_verification_note")),
        sa.CheckConstraint(
            "evidence_id IS NOT NULL OR reference IS NOT NULL", name=op.f("ck_field_verification_reference")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_field_verification_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["round_entry.id"], name=op.f("fk_field_verification_entry_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_field_verification_evidence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_verification")),
    )
    op.create_index(op.f("ix_field_verification_entry_id"), "field_verification", ["entry_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_field_verification_entry_id"), table_name="field_verification")
    op.drop_table("field_verification")
    op.drop_index(op.f("ix_objection_entry_id"), table_name="objection")
    op.drop_table("objection")
