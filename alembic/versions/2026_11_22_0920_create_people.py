"""Create the people and their positions.

Revises: create_agencies
"""

import sqlalchemy as sa
from alembic import op

revision = "create_people"
down_revision = "create_agencies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("title_prefix", sa.Text(), nullable=True),
        sa.Column("degrees", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_table(
        "position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.Column("first_stated_on", sa.Text(collation="C"), nullable=True),
        sa.Column("last_stated_on", sa.Text(collation="C"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "first_stated_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_position_first_stated_on"),
        ),
        sa.CheckConstraint(
            "last_stated_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_position_last_stated_on"),
        ),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_position_valid_from")
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_position_valid_to")
        ),
        sa.CheckConstraint("last_stated_on >= first_stated_on", name=op.f("ck_position_last_stated_on_order")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_position_valid_to_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_position_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_position_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
    )
    op.create_index(op.f("ix_position_agency_id"), "position", ["agency_id"], unique=False)
    op.create_index(op.f("ix_position_person_id"), "position", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_position_person_id"), table_name="position")
    op.drop_index(op.f("ix_position_agency_id"), table_name="position")
    op.drop_table("position")
    op.drop_index(op.f("ix_person_name_key"), table_name="person")
    op.drop_table("person")
