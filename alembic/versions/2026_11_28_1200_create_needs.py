"""Create needs, the way of each, and the innovations put against them.

Revises: create_surveys
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_needs"
down_revision = "create_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=True),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.Column("unsur", sa.Text(collation="C"), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(collation="C"), nullable=False),
        sa.Column("priority_by_rule", sa.Boolean(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body_kind", sa.Text(collation="C"), nullable=True),
        sa.Column("body_name", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_document", sa.Text(), nullable=True),
        sa.Column("consent_withdrawn_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("measured_by_id", sa.Uuid(), nullable=True),
        sa.Column("verification", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(source = 'identifikasi_pelatihan') = (edition_id IS NOT NULL)", name=op.f("ck_need_edition_id")
        ),
        sa.CheckConstraint("(source = 'unsur_lemah') = (survey_id IS NOT NULL)", name=op.f("ck_need_survey_id")),
        sa.CheckConstraint("(status = 'ditutup') = (closed_reason IS NOT NULL)", name=op.f("ck_need_closed_reason")),
        sa.CheckConstraint("body_kind IN ('dprd', 'fraksi', 'komisi', 'reses')", name=op.f("ck_need_body_kind")),
        sa.CheckConstraint(
            "measured_by_id IS NULL OR status IN ('terbukti', 'tidak_terbukti')", name=op.f("ck_need_measured_by_id")
        ),
        sa.CheckConstraint("priority IN ('tinggi', 'sedang', 'rendah')", name=op.f("ck_need_priority")),
        sa.CheckConstraint("source <> 'aspirasi_dprd' OR body_kind IS NOT NULL", name=op.f("ck_need_body_kind_source")),
        sa.CheckConstraint("source <> 'unsur_lemah' OR unsur IS NOT NULL", name=op.f("ck_need_unsur")),
        sa.CheckConstraint(
            "source IN ('unsur_lemah', 'aspirasi_dprd', 'pengaduan', 'identifikasi_pelatihan')",
            name=op.f("ck_need_source"),
        ),
        sa.CheckConstraint(
            "status IN ('terbuka', 'direncanakan', 'dijawab', 'terbukti', 'tidak_terbukti', 'ditutup')",
            name=op.f("ck_need_status"),
        ),
        sa.CheckConstraint(
            "verification IS NULL OR status IN ('terbukti', 'tidak_terbukti')", name=op.f("ck_need_verification")
        ),
        sa.CheckConstraint("(body_kind IS NULL) = (body_name IS NULL)", name=op.f("ck_need_body_name")),
        sa.CheckConstraint(
            "(member_id IS NULL) = (consent_on IS NULL) AND (member_id IS NULL) = (consent_document IS NULL)",
            name=op.f("ck_need_consent_document"),
        ),
        sa.CheckConstraint("member_id IS NULL OR body_kind IS NOT NULL", name=op.f("ck_need_member_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_need_agency_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_need_edition_id")),
        sa.ForeignKeyConstraint(["measured_by_id"], ["survey.id"], name=op.f("fk_need_measured_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_need_member_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_need_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index("ix_need_agency", "need", ["agency_id", "id"], unique=False)
    op.create_index("ix_need_council", "need", ["id"], unique=False, postgresql_where=sa.text("body_kind IS NOT NULL"))
    op.create_index(op.f("ix_need_edition_id"), "need", ["edition_id"], unique=False)
    op.create_index(op.f("ix_need_measured_by_id"), "need", ["measured_by_id"], unique=False)
    op.create_index(op.f("ix_need_member_id"), "need", ["member_id"], unique=False)
    op.create_index(
        "uq_need_survey_unsur",
        "need",
        ["survey_id", "unsur"],
        unique=True,
        postgresql_where=sa.text("survey_id IS NOT NULL AND status <> 'ditutup'"),
    )
    op.create_table(
        "need_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('terbuka', 'direncanakan', 'dijawab', 'terbukti', 'tidak_terbukti', 'ditutup')",
            name=op.f("ck_need_step_status"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_need_step_account_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_step_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_step")),
        sa.UniqueConstraint("need_id", "number", name=op.f("uq_need_step_need_id_number")),
    )
    op.create_table(
        "need_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.Text(collation="C"), nullable=False),
        sa.Column("in_use_from", sa.Date(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("basis IN ('milik', 'replika', 'dipakai')", name=op.f("ck_need_answer_basis")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_need_answer_withdrawn_reason")
        ),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_need_answer_innovation_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_answer_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_answer")),
    )
    op.create_index(op.f("ix_need_answer_innovation_id"), "need_answer", ["innovation_id"], unique=False)
    op.create_index("ix_need_answer_need", "need_answer", ["need_id", "id"], unique=False)
    op.create_index(
        "uq_need_answer_standing",
        "need_answer",
        ["need_id", "innovation_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_need_answer_standing", table_name="need_answer", postgresql_where=sa.text("withdrawn_at IS NULL"))
    op.drop_index("ix_need_answer_need", table_name="need_answer")
    op.drop_index(op.f("ix_need_answer_innovation_id"), table_name="need_answer")
    op.drop_table("need_answer")
    op.drop_table("need_step")
    op.drop_index(
        "uq_need_survey_unsur",
        table_name="need",
        postgresql_where=sa.text("survey_id IS NOT NULL AND status <> 'ditutup'"),
    )
    op.drop_index(op.f("ix_need_member_id"), table_name="need")
    op.drop_index(op.f("ix_need_measured_by_id"), table_name="need")
    op.drop_index(op.f("ix_need_edition_id"), table_name="need")
    op.drop_index("ix_need_council", table_name="need", postgresql_where=sa.text("body_kind IS NOT NULL"))
    op.drop_index("ix_need_agency", table_name="need")
    op.drop_table("need")
