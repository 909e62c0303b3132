"""Create action plans, with their people, steps, milestones and signatures, and the counts of plans without names.

Revises: create_needs
"""

import sqlalchemy as sa
from alembic import op

revision = "create_action_plans"
down_revision = "create_needs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_aggregate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("innovators", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("phrase", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_plan_aggregate_count")),
        sa.CheckConstraint("innovators > 0", name=op.f("ck_plan_aggregate_innovators")),
        sa.ForeignKeyConstraint(["document_id"], ["source.id"], name=op.f("fk_plan_aggregate_document_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_plan_aggregate_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_aggregate")),
        sa.UniqueConstraint("slug", name=op.f("uq_plan_aggregate_slug")),
    )
    op.create_index(op.f("ix_plan_aggregate_document_id"), "plan_aggregate", ["document_id"], unique=False)
    op.create_index(op.f("ix_plan_aggregate_edition_id"), "plan_aggregate", ["edition_id"], unique=False)
    op.create_table(
        "action_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(collation="C"), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stopped_reason", sa.Text(), nullable=True),
        sa.Column("agreement_number", sa.Text(), nullable=True),
        sa.Column("agreement_address", sa.Text(), nullable=True),
        sa.Column("innovation_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "stage IN ('drum_up', 'diagnose', 'design', 'deliver', 'display', 'documentation')",
            name=op.f("ck_action_plan_stage"),
        ),
        sa.CheckConstraint(
            "(stopped_on IS NULL) = (stopped_reason IS NULL)", name=op.f("ck_action_plan_stopped_reason")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_action_plan_withdrawn_reason")
        ),
        sa.CheckConstraint("entered_on >= starts_on", name=op.f("ck_action_plan_entered_on_order")),
        sa.CheckConstraint("stopped_on >= entered_on", name=op.f("ck_action_plan_stopped_on_order")),
        sa.CheckConstraint("withdrawn_at IS NULL OR aggregate_id IS NULL", name=op.f("ck_action_plan_aggregate_id")),
        sa.CheckConstraint("withdrawn_at IS NULL OR innovation_id IS NULL", name=op.f("ck_action_plan_innovation_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_action_plan_agency_id")),
        sa.ForeignKeyConstraint(["aggregate_id"], ["plan_aggregate.id"], name=op.f("fk_action_plan_aggregate_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_action_plan_edition_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_action_plan_innovation_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_action_plan_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan")),
        sa.UniqueConstraint("innovation_id", name=op.f("uq_action_plan_innovation_id")),
    )
    op.create_index(op.f("ix_action_plan_agency_id"), "action_plan", ["agency_id"], unique=False)
    op.create_index(op.f("ix_action_plan_aggregate_id"), "action_plan", ["aggregate_id"], unique=False)
    op.create_index("ix_action_plan_edition", "action_plan", ["edition_id", "id"], unique=False)
    op.create_index(op.f("ix_action_plan_term_id"), "action_plan", ["term_id"], unique=False)
    op.create_index(
        "uq_action_plan_title",
        "action_plan",
        ["edition_id", "agency_id", "title_key"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "action_plan_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(collation="C"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("institution_name", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint(
            "role IN ('peserta', 'mentor', 'coach', 'penguji')", name=op.f("ck_action_plan_person_role")
        ),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_action_plan_person_valid_from"),
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_action_plan_person_valid_to"),
        ),
        sa.CheckConstraint(
            "agency_id IS NULL OR institution_name IS NULL", name=op.f("ck_action_plan_person_institution_name")
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR agency_id IS NOT NULL OR institution_name IS NOT NULL",
            name=op.f("ck_action_plan_person_person_id"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_action_plan_person_valid_to_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_action_plan_person_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_plan_person_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plan.id"], name=op.f("fk_action_plan_person_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan_person")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_action_plan_person_plan_id_position")),
    )
    op.create_index(op.f("ix_action_plan_person_person_id"), "action_plan_person", ["person_id"], unique=False)
    op.create_index("uq_action_plan_person_part", "action_plan_person", ["plan_id", "person_id", "role"], unique=True)
    op.create_table(
        "action_plan_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(collation="C"), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('drum_up', 'diagnose', 'design', 'deliver', 'display', 'documentation')",
            name=op.f("ck_action_plan_step_stage"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_action_plan_step_account_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plan.id"], name=op.f("fk_action_plan_step_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan_step")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_action_plan_step_plan_id_number")),
        sa.UniqueConstraint("plan_id", "stage", name=op.f("uq_action_plan_step_plan_id_stage")),
    )
    op.create_table(
        "plan_milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint(
            "stage IN ('drum_up', 'diagnose', 'design', 'deliver', 'display', 'documentation')",
            name=op.f("ck_plan_milestone_stage"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plan.id"], name=op.f("fk_plan_milestone_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_milestone")),
    )
    op.create_index(
        "ix_plan_milestone_due", "plan_milestone", ["due_on"], unique=False, postgresql_where=sa.text("done_on IS NULL")
    )
    op.create_index("ix_plan_milestone_plan", "plan_milestone", ["plan_id", "due_on"], unique=False)
    op.create_table(
        "plan_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("party", sa.Text(collation="C"), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("party IN ('peserta', 'mentor', 'penguji')", name=op.f("ck_plan_signature_party")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_plan_signature_account_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plan.id"], name=op.f("fk_plan_signature_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_signature")),
        sa.UniqueConstraint("plan_id", "party", name=op.f("uq_plan_signature_plan_id_party")),
    )


def downgrade() -> None:
    for table in (
        "plan_signature",
        "plan_milestone",
        "action_plan_step",
        "action_plan_person",
        "action_plan",
        "plan_aggregate",
    ):
        op.drop_table(table)
