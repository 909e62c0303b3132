"""Create the agencies.

Revises: create_areas
"""

import sqlalchemy as sa
from alembic import op

revision = "create_agencies"
down_revision = "create_areas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("slug", name=op.f("uq_agency_slug")),
    )
    op.create_table(
        "agency_alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_alias_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_alias")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_agency_alias_agency_id_name")),
    )
    op.create_index(op.f("ix_agency_alias_name_key"), "agency_alias", ["name_key"], unique=False)
    op.create_table(
        "agency_lineage",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["agency.id"], name=op.f("fk_agency_lineage_member_id")),
        sa.PrimaryKeyConstraint("key", "member_id", name=op.f("pk_agency_lineage")),
    )
    op.create_index(op.f("ix_agency_lineage_member_id"), "agency_lineage", ["member_id"], unique=False)
    op.create_table(
        "agency_succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("effective_on", sa.Text(collation="C"), nullable=True),
        sa.Column("decree", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "effective_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_agency_succession_effective_on"),
        ),
        sa.CheckConstraint("kind IN ('renamed', 'merged_into', 'split_from')", name=op.f("ck_agency_succession_kind")),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_agency_succession_successor_id")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["agency.id"], name=op.f("fk_agency_succession_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], name=op.f("fk_agency_succession_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_succession")),
        sa.UniqueConstraint(
            "predecessor_id", "successor_id", "kind", name=op.f("uq_agency_succession_predecessor_id_successor_id_kind")
        ),
    )
    op.create_index(op.f("ix_agency_succession_successor_id"), "agency_succession", ["successor_id"], unique=False)
    op.create_table(
        "agency_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.Column("first_stated_on", sa.Text(collation="C"), nullable=True),
        sa.Column("last_stated_on", sa.Text(collation="C"), nullable=True),
        sa.Column("decree", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "first_stated_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_agency_version_first_stated_on"),
        ),
        sa.CheckConstraint(
            "kind IN ('pemerintah_daerah', 'sekretariat', 'bagian', 'inspektorat', 'dinas', 'badan', 'satuan', 'kecamatan', 'kelurahan', 'rumah_sakit', 'dprd', 'kementerian', 'lembaga', 'unit', 'perguruan_tinggi', 'internasional', 'tidak_diketahui')",
            name=op.f("ck_agency_version_kind"),
        ),
        sa.CheckConstraint(
            "last_stated_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_agency_version_last_stated_on"),
        ),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_agency_version_valid_from"),
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_agency_version_valid_to"),
        ),
        sa.CheckConstraint("last_stated_on >= first_stated_on", name=op.f("ck_agency_version_last_stated_on_order")),
        sa.CheckConstraint("parent_id <> agency_id", name=op.f("ck_agency_version_parent_id")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_agency_version_valid_to_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_version_agency_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_agency_version_area_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_version_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_version")),
        sa.UniqueConstraint("agency_id", "position", name=op.f("uq_agency_version_agency_id_position")),
    )
    op.create_index(op.f("ix_agency_version_name_key"), "agency_version", ["name_key"], unique=False)
    op.create_index(op.f("ix_agency_version_parent_id"), "agency_version", ["parent_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_agency_version_parent_id"), table_name="agency_version")
    op.drop_index(op.f("ix_agency_version_name_key"), table_name="agency_version")
    op.drop_table("agency_version")
    op.drop_index(op.f("ix_agency_succession_successor_id"), table_name="agency_succession")
    op.drop_table("agency_succession")
    op.drop_index(op.f("ix_agency_lineage_member_id"), table_name="agency_lineage")
    op.drop_table("agency_lineage")
    op.drop_index(op.f("ix_agency_alias_name_key"), table_name="agency_alias")
    op.drop_table("agency_alias")
    op.drop_table("agency")
