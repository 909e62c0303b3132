"""Create satisfaction surveys: instruments, rounds, answers, tallies, reports and tokens.

Revises: check_citations
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_surveys"
down_revision = "check_citations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_instrument",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("edition", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_survey_instrument_valid_from"),
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_survey_instrument_valid_to"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_survey_instrument_valid_to_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_instrument")),
        sa.UniqueConstraint("code", "edition", name=op.f("uq_survey_instrument_code_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_instrument_slug")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_key", sa.Text(collation="C"), nullable=False),
        sa.Column("audience", sa.Text(collation="C"), nullable=False),
        sa.Column("instrument_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("population_basis", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(collation="C"), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name=op.f("ck_survey_cancelled_reason")
        ),
        sa.CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name=op.f("ck_survey_published_at")),
        sa.CheckConstraint("(unit IS NULL) = (unit_key = '')", name=op.f("ck_survey_unit")),
        sa.CheckConstraint("audience IN ('masyarakat', 'internal')", name=op.f("ck_survey_audience")),
        sa.CheckConstraint(
            "channels <@ ARRAY['aplikasi', 'situs', 'kertas', 'wawancara', 'telepon', 'lainnya']::text[] AND cardinality(channels) > 0",
            name=op.f("ck_survey_channels"),
        ),
        sa.CheckConstraint("mode IN ('terbuka', 'token')", name=op.f("ck_survey_mode")),
        sa.CheckConstraint("status IN ('draft', 'open', 'published', 'cancelled')", name=op.f("ck_survey_status")),
        sa.CheckConstraint("population >= 1", name=op.f("ck_survey_population")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_survey_until_on_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_survey_agency_id")),
        sa.ForeignKeyConstraint(["instrument_id"], ["survey_instrument.id"], name=op.f("fk_survey_instrument_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_slug")),
    )
    op.create_index(op.f("ix_survey_instrument_id"), "survey", ["instrument_id"], unique=False)
    op.create_index("ix_survey_newest", "survey", ["from_on", "id"], unique=False)
    op.create_index("ix_survey_unit", "survey", ["agency_id", "unit_key", "audience", "from_on"], unique=False)
    op.create_table(
        "survey_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("index_decimals", sa.SmallInteger(), nullable=False),
        sa.Column("respondents", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Text(collation="C"), nullable=True),
        sa.Column("nrr", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("nrr_decimals", sa.SmallInteger(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("index BETWEEN 0 AND 100", name=op.f("ck_survey_report_index")),
        sa.CheckConstraint("index_decimals BETWEEN 0 AND 4", name=op.f("ck_survey_report_index_decimals")),
        sa.CheckConstraint("nrr_decimals BETWEEN 0 AND 6", name=op.f("ck_survey_report_nrr_decimals")),
        sa.CheckConstraint("respondents >= 1", name=op.f("ck_survey_report_respondents")),
        sa.CheckConstraint("source_id IS NOT NULL OR reference IS NOT NULL", name=op.f("ck_survey_report_reference")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_survey_report_source_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_report_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_report")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_survey_report_survey_id")),
    )
    op.create_index(op.f("ix_survey_report_source_id"), "survey_report", ["source_id"], unique=False)
    op.create_table(
        "survey_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("profile", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("service", sa.Text(collation="C"), nullable=True),
        sa.Column("channel", sa.Text(collation="C"), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "jsonb_typeof(answers) = 'object' AND answers <> '{}'::jsonb", name=op.f("ck_survey_response_answers")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_response_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
    )
    op.create_index("ix_survey_response_day", "survey_response", ["survey_id", "answered_on"], unique=False)
    op.create_table(
        "survey_tally",
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("responses", sa.BigInteger(), nullable=False),
        sa.Column("counts", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("complete", sa.BigInteger(), nullable=False),
        sa.Column("complete_sum", sa.BigInteger(), nullable=False),
        sa.Column("complete_squares", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("responses >= complete AND complete >= 0", name=op.f("ck_survey_tally_complete")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_tally_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "dimension", "value", "shard", name=op.f("pk_survey_tally")),
    )
    op.create_table(
        "survey_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_token_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_token")),
        sa.UniqueConstraint("survey_id", "digest", name=op.f("uq_survey_token_survey_id_digest")),
    )


def downgrade() -> None:
    op.drop_table("survey_token")
    op.drop_table("survey_tally")
    op.drop_index("ix_survey_response_day", table_name="survey_response")
    op.drop_table("survey_response")
    op.drop_index(op.f("ix_survey_report_source_id"), table_name="survey_report")
    op.drop_table("survey_report")
    op.drop_index("ix_survey_unit", table_name="survey")
    op.drop_index("ix_survey_newest", table_name="survey")
    op.drop_index(op.f("ix_survey_instrument_id"), table_name="survey")
    op.drop_table("survey")
    op.drop_table("survey_instrument")
