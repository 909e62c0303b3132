"""Create programmes and their editions.

Revises: index_external_cards
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_programmes"
down_revision = "index_external_cards"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('workshop', 'diklat', 'seminar', 'fasilitasi', 'pelatihan', 'kompetisi', 'penghargaan', 'peresmian', 'gerakan')"
_PARTIAL = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("organiser_id", sa.Uuid(), nullable=True),
        sa.Column("organiser_name", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_programme_kind")),
        sa.CheckConstraint("organiser_id IS NULL OR organiser_name IS NULL", name=op.f("ck_programme_organiser_name")),
        sa.CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name=op.f("ck_programme_published_at")),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_programme_status")),
        sa.ForeignKeyConstraint(["organiser_id"], ["agency.id"], name=op.f("fk_programme_organiser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_index(op.f("ix_programme_organiser_id"), "programme", ["organiser_id"], unique=False)
    op.create_table(
        "programme_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(collation="C"), nullable=False),
        sa.Column("ends_on", sa.Text(collation="C"), nullable=True),
        sa.Column("date_basis", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("organiser_id", sa.Uuid(), nullable=True),
        sa.Column("organiser_name", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("duration_days", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("participants_declared", sa.Integer(), nullable=True),
        sa.Column("cost_idr", sa.BigInteger(), nullable=True),
        sa.Column("funding", sa.Text(), nullable=True),
        sa.Column("classification_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_programme_edition_kind")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_programme_edition_capacity")),
        sa.CheckConstraint("cost_idr BETWEEN 0 AND 1000000000000000", name=op.f("ck_programme_edition_cost_idr")),
        sa.CheckConstraint("duration_days > 0", name=op.f("ck_programme_edition_duration_days")),
        sa.CheckConstraint(f"ends_on ~ '{_PARTIAL}'", name=op.f("ck_programme_edition_ends_on")),
        sa.CheckConstraint("ends_on || '~' >= starts_on", name=op.f("ck_programme_edition_ends_on_order")),
        sa.CheckConstraint(
            "organiser_id IS NULL OR organiser_name IS NULL", name=op.f("ck_programme_edition_organiser_name")
        ),
        sa.CheckConstraint("participants_declared >= 0", name=op.f("ck_programme_edition_participants_declared")),
        sa.CheckConstraint(
            "participants_declared <= capacity", name=op.f("ck_programme_edition_participants_declared_capacity")
        ),
        sa.CheckConstraint(
            "status <> 'published' OR published_at IS NOT NULL", name=op.f("ck_programme_edition_published_at")
        ),
        sa.CheckConstraint(f"starts_on ~ '{_PARTIAL}'", name=op.f("ck_programme_edition_starts_on")),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_programme_edition_status")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_programme_edition_area_id")),
        sa.ForeignKeyConstraint(
            ["classification_id"], ["classification.id"], name=op.f("fk_programme_edition_classification_id")
        ),
        sa.ForeignKeyConstraint(["organiser_id"], ["agency.id"], name=op.f("fk_programme_edition_organiser_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_edition_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_edition")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_edition_slug")),
    )
    op.create_index("ix_programme_edition_newest", "programme_edition", ["starts_on", "id"], unique=False)
    for column in ("area_id", "classification_id", "organiser_id", "programme_id"):
        op.create_index(op.f(f"ix_programme_edition_{column}"), "programme_edition", [column], unique=False)


def downgrade() -> None:
    op.drop_table("programme_edition")
    op.drop_table("programme")
