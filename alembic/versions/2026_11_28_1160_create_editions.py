"""Create what hangs on an edition: people, sessions, benchmark visits and shortlists.

Revises: create_programmes
"""

import sqlalchemy as sa
from alembic import op

revision = "create_editions"
down_revision = "create_programmes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(collation="C"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("institution_name", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('narasumber', 'fasilitator', 'pembuka', 'penutup', 'penguji', 'moderator', 'mentor', 'panitia', 'peserta')",
            name=op.f("ck_edition_person_role"),
        ),
        sa.CheckConstraint(
            "agency_id IS NULL OR institution_name IS NULL", name=op.f("ck_edition_person_institution_name")
        ),
        sa.CheckConstraint("on_behalf_of_id <> person_id", name=op.f("ck_edition_person_on_behalf_of_id")),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR agency_id IS NOT NULL OR institution_name IS NOT NULL",
            name=op.f("ck_edition_person_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_edition_person_agency_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_edition_person_edition_id")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["person.id"], name=op.f("fk_edition_person_on_behalf_of_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_edition_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_person")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_edition_person_edition_id_position")),
    )
    op.create_index(op.f("ix_edition_person_agency_id"), "edition_person", ["agency_id"], unique=False)
    op.create_index(op.f("ix_edition_person_on_behalf_of_id"), "edition_person", ["on_behalf_of_id"], unique=False)
    op.create_index(op.f("ix_edition_person_person_id"), "edition_person", ["person_id"], unique=False)
    op.create_index("uq_edition_person_part", "edition_person", ["edition_id", "person_id", "role"], unique=True)
    op.create_table(
        "edition_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Text(collation="C"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "held_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_edition_session_held_on")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_edition_session_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_session")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_edition_session_edition_id_position")),
    )
    op.create_table(
        "benchmark_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Text(collation="C"), nullable=True),
        sa.Column("visited_until", sa.Text(collation="C"), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("host_id", sa.Uuid(), nullable=True),
        sa.Column("host_name", sa.Text(), nullable=True),
        sa.Column("adopted", sa.Text(), nullable=True),
        sa.Column("adopted_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "visited_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_benchmark_visit_visited_on"),
        ),
        sa.CheckConstraint("visited_until || '~' >= visited_on", name=op.f("ck_benchmark_visit_visited_until_order")),
        sa.CheckConstraint(
            "visited_until ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_benchmark_visit_visited_until"),
        ),
        sa.CheckConstraint("host_id IS NULL OR host_name IS NULL", name=op.f("ck_benchmark_visit_host_name")),
        sa.CheckConstraint(
            "visited_until IS NULL OR visited_on IS NOT NULL", name=op.f("ck_benchmark_visit_visited_until_alone")
        ),
        sa.ForeignKeyConstraint(["adopted_by_id"], ["innovation.id"], name=op.f("fk_benchmark_visit_adopted_by_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_benchmark_visit_edition_id")),
        sa.ForeignKeyConstraint(["host_id"], ["agency.id"], name=op.f("fk_benchmark_visit_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmark_visit")),
        sa.UniqueConstraint("edition_id", "position", name=op.f("uq_benchmark_visit_edition_id_position")),
    )
    op.create_index(op.f("ix_benchmark_visit_adopted_by_id"), "benchmark_visit", ["adopted_by_id"], unique=False)
    op.create_index(op.f("ix_benchmark_visit_host_id"), "benchmark_visit", ["host_id"], unique=False)
    op.create_table(
        "shortlist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("declared_size", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("declared_size > 0", name=op.f("ck_shortlist_declared_size")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_shortlist_parent_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["programme_edition.id"], name=op.f("fk_shortlist_edition_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["shortlist.id"], name=op.f("fk_shortlist_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_shortlist_edition_id_name")),
    )
    op.create_index(op.f("ix_shortlist_parent_id"), "shortlist", ["parent_id"], unique=False)
    op.create_table(
        "shortlist_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shortlist_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_shortlist_entry_innovation_id")),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], name=op.f("fk_shortlist_entry_shortlist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_entry")),
        sa.UniqueConstraint(
            "shortlist_id", "innovation_id", name=op.f("uq_shortlist_entry_shortlist_id_innovation_id")
        ),
    )
    op.create_index(op.f("ix_shortlist_entry_innovation_id"), "shortlist_entry", ["innovation_id"], unique=False)


def downgrade() -> None:
    for table in ("shortlist_entry", "shortlist", "benchmark_visit", "edition_session", "edition_person"):
        op.drop_table(table)
