"""Create rounds of assessment.

Revises: create_instruments
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_rounds"
down_revision = "create_instruments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("scope", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("eligibility_group", sa.Text(collation="C"), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("per_entry", sa.SmallInteger(), nullable=False),
        sa.Column("max_load", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decree_number", sa.Text(), nullable=True),
        sa.Column("decree_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'open', 'determined', 'published', 'cancelled')",
            name=op.f("ck_assessment_round_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('determined', 'published') OR decree_number IS NOT NULL",
            name=op.f("ck_assessment_round_decree_number"),
        ),
        sa.CheckConstraint("(decree_number IS NULL) = (decree_on IS NULL)", name=op.f("ck_assessment_round_decree_on")),
        sa.CheckConstraint("max_load >= 1", name=op.f("ck_assessment_round_max_load")),
        sa.CheckConstraint("per_entry BETWEEN 1 AND 25", name=op.f("ck_assessment_round_per_entry")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_assessment_round_instrument_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round")),
        sa.UniqueConstraint("slug", name=op.f("uq_assessment_round_slug")),
    )
    op.create_index(op.f("ix_assessment_round_instrument_id"), "assessment_round", ["instrument_id"], unique=False)
    op.create_table(
        "round_stage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pass_rule", sa.Text(collation="C"), nullable=False),
        sa.Column("pass_value", sa.Numeric(precision=9, scale=4), nullable=True),
        sa.Column("weight", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('administrasi', 'proposal', 'panel', 'uji_publik', 'wawancara', 'verifikasi_lapangan', 'penetapan')",
            name=op.f("ck_round_stage_kind"),
        ),
        sa.CheckConstraint(
            "pass_rule IN ('all', 'top', 'least_total', 'decision', 'no_upheld_objection', 'verified')",
            name=op.f("ck_round_stage_pass_rule"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_stage_closes_at_order")),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_round_stage_weight")),
        sa.ForeignKeyConstraint(["instrument_id"], ["instrument.id"], name=op.f("fk_round_stage_instrument_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_round_stage_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_stage")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_round_stage_round_id_kind")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_stage_round_id_position")),
    )
    op.create_index(op.f("ix_round_stage_instrument_id"), "round_stage", ["instrument_id"], unique=False)
    op.create_table(
        "round_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("eligibility", sa.Text(collation="C"), nullable=True),
        sa.Column("out_stage_id", sa.Uuid(), nullable=True),
        sa.Column("out_reason", sa.Text(), nullable=True),
        sa.Column("decided_stage_id", sa.Uuid(), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(decided_stage_id IS NULL) = (decided_reason IS NULL)", name=op.f("ck_round_entry_decided_reason")
        ),
        sa.CheckConstraint("status = 'active' OR out_reason IS NOT NULL", name=op.f("ck_round_entry_out_reason")),
        sa.CheckConstraint("status IN ('active', 'out', 'withdrawn')", name=op.f("ck_round_entry_status")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_round_entry_agency_id")),
        sa.ForeignKeyConstraint(["decided_stage_id"], ["round_stage.id"], name=op.f("fk_round_entry_decided_stage_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_round_entry_innovation_id")),
        sa.ForeignKeyConstraint(["out_stage_id"], ["round_stage.id"], name=op.f("fk_round_entry_out_stage_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_round_entry_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_entry")),
        sa.UniqueConstraint("round_id", "innovation_id", name=op.f("uq_round_entry_round_id_innovation_id")),
    )
    op.create_index(op.f("ix_round_entry_innovation_id"), "round_entry", ["innovation_id"], unique=False)
    op.create_table(
        "round_assessor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("max_load", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("max_load >= 1", name=op.f("ck_round_assessor_max_load")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_round_assessor_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_round_assessor_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_round_assessor_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_assessor")),
        sa.UniqueConstraint("round_id", "account_id", name=op.f("uq_round_assessor_round_id_account_id")),
    )
    op.create_index(op.f("ix_round_assessor_account_id"), "round_assessor", ["account_id"], unique=False)
    op.create_index(op.f("ix_round_assessor_person_id"), "round_assessor", ["person_id"], unique=False)
    op.create_index(
        "uq_round_assessor_person",
        "round_assessor",
        ["round_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "stage_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("inputs_digest", sa.Text(collation="C"), nullable=False),
        sa.Column("engine", sa.Text(collation="C"), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_stage_result_number")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_stage_result_round_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["round_stage.id"], name=op.f("fk_stage_result_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_result")),
        sa.UniqueConstraint(
            "round_id",
            "stage_id",
            "number",
            name=op.f("uq_stage_result_round_id_stage_id_number"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "ranked_entry",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("tied", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("shown", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["round_entry.id"], name=op.f("fk_ranked_entry_entry_id")),
        sa.ForeignKeyConstraint(["result_id"], ["stage_result.id"], name=op.f("fk_ranked_entry_result_id")),
        sa.PrimaryKeyConstraint("result_id", "place", name=op.f("pk_ranked_entry")),
    )
    op.create_index("ix_ranked_entry_entry", "ranked_entry", ["entry_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_ranked_entry_entry", table_name="ranked_entry")
    op.drop_table("ranked_entry")
    op.drop_table("stage_result")
    op.drop_index(
        "uq_round_assessor_person", table_name="round_assessor", postgresql_where=sa.text("removed_at IS NULL")
    )
    op.drop_index(op.f("ix_round_assessor_person_id"), table_name="round_assessor")
    op.drop_index(op.f("ix_round_assessor_account_id"), table_name="round_assessor")
    op.drop_table("round_assessor")
    op.drop_index(op.f("ix_round_entry_innovation_id"), table_name="round_entry")
    op.drop_table("round_entry")
    op.drop_index(op.f("ix_round_stage_instrument_id"), table_name="round_stage")
    op.drop_table("round_stage")
    op.drop_index(op.f("ix_assessment_round_instrument_id"), table_name="assessment_round")
    op.drop_table("assessment_round")
