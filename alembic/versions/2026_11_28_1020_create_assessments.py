"""Create assessments, their scores, and conflicts.

Revises: create_rounds
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_assessments"
down_revision = "create_rounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'submitted') <= (submitted_at IS NOT NULL)", name=op.f("ck_assessment_submitted_at")
        ),
        sa.CheckConstraint(
            "status IN ('invited', 'accepted', 'submitted', 'declined', 'replaced')", name=op.f("ck_assessment_status")
        ),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'replaced') OR reason IS NOT NULL", name=op.f("ck_assessment_reason")
        ),
        sa.ForeignKeyConstraint(["assessor_id"], ["round_assessor.id"], name=op.f("fk_assessment_assessor_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["round_entry.id"], name=op.f("fk_assessment_entry_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["assessment.id"], name=op.f("fk_assessment_replaces_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_assessment_round_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["round_stage.id"], name=op.f("fk_assessment_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_assessor", "assessment", ["assessor_id", "status"], unique=False)
    op.create_index(op.f("ix_assessment_entry_id"), "assessment", ["entry_id"], unique=False)
    op.create_index("ix_assessment_round", "assessment", ["round_id", "id"], unique=False)
    op.create_index(
        "uq_assessment_seat",
        "assessment",
        ["stage_id", "entry_id", "assessor_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('declined', 'replaced')"),
    )
    op.create_table(
        "score",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_score_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "criterion", name=op.f("pk_score")),
    )
    op.create_table(
        "score_revision",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_score_revision_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "criterion", "revision", name=op.f("pk_score_revision")),
    )
    op.create_table(
        "declared_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_by_id", sa.Uuid(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["declared_by_id"], ["account.id"], name=op.f("fk_declared_conflict_declared_by_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_declared_conflict_innovation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declared_conflict_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_conflict")),
    )
    op.create_index(op.f("ix_declared_conflict_innovation_id"), "declared_conflict", ["innovation_id"], unique=False)
    op.create_index("uq_declared_conflict_pair", "declared_conflict", ["person_id", "innovation_id"], unique=True)
    op.create_table(
        "conflict_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(collation="C"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("verdict IN ('excluded', 'allowed')", name=op.f("ck_conflict_finding_verdict")),
        sa.CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name=op.f("ck_conflict_finding_decided_at")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_conflict_finding_assessment_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_conflict_finding_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_finding")),
    )
    op.create_index(op.f("ix_conflict_finding_assessment_id"), "conflict_finding", ["assessment_id"], unique=False)
    op.create_index(
        "uq_conflict_finding_open",
        "conflict_finding",
        ["assessment_id"],
        unique=True,
        postgresql_where=sa.text("verdict IS NULL"),
    )
    op.create_table(
        "self_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scores", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_self_assessment_number")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_self_assessment_account_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_self_assessment_innovation_id")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_self_assessment_instrument_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment")),
    )
    op.create_index(op.f("ix_self_assessment_instrument_id"), "self_assessment", ["instrument_id"], unique=False)
    op.create_index(
        "uq_self_assessment_number", "self_assessment", ["innovation_id", "instrument_id", "number"], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_self_assessment_number", table_name="self_assessment")
    op.drop_index(op.f("ix_self_assessment_instrument_id"), table_name="self_assessment")
    op.drop_table("self_assessment")
    op.drop_index(
        "uq_conflict_finding_open", table_name="conflict_finding", postgresql_where=sa.text("verdict IS NULL")
    )
    op.drop_index(op.f("ix_conflict_finding_assessment_id"), table_name="conflict_finding")
    op.drop_table("conflict_finding")
    op.drop_index("uq_declared_conflict_pair", table_name="declared_conflict")
    op.drop_index(op.f("ix_declared_conflict_innovation_id"), table_name="declared_conflict")
    op.drop_table("declared_conflict")
    op.drop_table("score_revision")
    op.drop_table("score")
    op.drop_index(
        "uq_assessment_seat",
        table_name="assessment",
        postgresql_where=sa.text("status NOT IN ('declined', 'replaced')"),
    )
    op.drop_index("ix_assessment_round", table_name="assessment")
    op.drop_index(op.f("ix_assessment_entry_id"), table_name="assessment")
    op.drop_index("ix_assessment_assessor", table_name="assessment")
    op.drop_table("assessment")
