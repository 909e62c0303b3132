"""Create the recognitions of people and agencies.

Revises: create_editions
"""

import sqlalchemy as sa
from alembic import op

revision = "create_recognitions"
down_revision = "create_editions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recognition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("given_on", sa.Text(collation="C"), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("given_by_name", sa.Text(), nullable=True),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "given_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_recognition_given_on")
        ),
        sa.CheckConstraint(
            "level IN ('kota', 'provinsi', 'nasional', 'internasional', 'tidak_diketahui')",
            name=op.f("ck_recognition_level"),
        ),
        sa.CheckConstraint("(person_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_recognition_agency_id")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_recognition_withdrawn_reason")
        ),
        sa.CheckConstraint("given_by_id IS NULL OR given_by_name IS NULL", name=op.f("ck_recognition_given_by_name")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_recognition_year")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_recognition_agency_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_recognition_edition_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["agency.id"], name=op.f("fk_recognition_given_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recognition_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
    )
    op.create_index(op.f("ix_recognition_agency_id"), "recognition", ["agency_id"], unique=False)
    op.create_index(op.f("ix_recognition_edition_id"), "recognition", ["edition_id"], unique=False)
    op.create_index(op.f("ix_recognition_given_by_id"), "recognition", ["given_by_id"], unique=False)
    op.create_index("ix_recognition_newest", "recognition", ["year", "id"], unique=False)
    op.create_index(op.f("ix_recognition_person_id"), "recognition", ["person_id"], unique=False)
    op.create_index(
        "uq_recognition_standing",
        "recognition",
        ["code", "year", "person_id", "agency_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("recognition")
