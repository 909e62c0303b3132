"""Create the innovations.

Revises: create_classifications
"""

import sqlalchemy as sa
from alembic import op

revision = "create_innovations"
down_revision = "create_classifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "innovation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("novelty", sa.Text(), nullable=True),
        sa.Column("how_it_works", sa.Text(), nullable=True),
        sa.Column("benefit", sa.Text(), nullable=True),
        sa.Column("result_before", sa.Text(), nullable=True),
        sa.Column("result_after", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("form", sa.Text(collation="C"), nullable=False),
        sa.Column("initiator", sa.Text(collation="C"), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("platform_relation", sa.Text(collation="C"), nullable=False),
        sa.Column("platform_name", sa.Text(), nullable=True),
        sa.Column("platform_id", sa.Uuid(), nullable=True),
        sa.Column("represents", sa.Integer(), nullable=False),
        sa.Column("first_known_on", sa.Text(collation="C"), nullable=True),
        sa.Column("first_known_by", sa.Text(collation="C"), nullable=True),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_innovation_merged_into_id")
        ),
        sa.CheckConstraint(
            "first_known_by IN ('kegiatan', 'peresmian', 'pemberitaan', 'penerapan')",
            name=op.f("ck_innovation_first_known_by"),
        ),
        sa.CheckConstraint(
            "first_known_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_innovation_first_known_on"),
        ),
        sa.CheckConstraint(
            "form IN ('tata_kelola', 'pelayanan_publik', 'lainnya', 'tidak_diketahui')", name=op.f("ck_innovation_form")
        ),
        sa.CheckConstraint(
            "initiator IN ('kepala_daerah', 'anggota_dprd', 'perangkat_daerah', 'asn', 'masyarakat', 'tidak_diketahui')",
            name=op.f("ck_innovation_initiator"),
        ),
        sa.CheckConstraint("kind IN ('digital', 'non_digital', 'tidak_diketahui')", name=op.f("ck_innovation_kind")),
        sa.CheckConstraint(
            "platform_relation IN ('aplikasi_baru', 'bagian_platform', 'tanpa_aplikasi', 'tidak_diketahui')",
            name=op.f("ck_innovation_platform_relation"),
        ),
        sa.CheckConstraint(
            "status <> 'published' OR published_at IS NOT NULL", name=op.f("ck_innovation_published_at")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'verified', 'published', 'archived', 'merged')",
            name=op.f("ck_innovation_status"),
        ),
        sa.CheckConstraint("represents > 0", name=op.f("ck_innovation_represents")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_innovation_agency_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["innovation.id"], name=op.f("fk_innovation_merged_into_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["innovation.id"], name=op.f("fk_innovation_platform_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation")),
        sa.UniqueConstraint("slug", name=op.f("uq_innovation_slug")),
    )
    op.create_index(op.f("ix_innovation_merged_into_id"), "innovation", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_innovation_name_key"), "innovation", ["name_key"], unique=False)
    op.create_index("ix_innovation_owner", "innovation", ["agency_id"], unique=False)
    op.create_index(op.f("ix_innovation_platform_id"), "innovation", ["platform_id"], unique=False)
    op.create_table(
        "innovation_alias",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('alias', 'kepanjangan', 'singkatan', 'ejaan')", name=op.f("ck_innovation_alias_kind")
        ),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_alias_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_alias")),
        sa.UniqueConstraint("innovation_id", "name", name=op.f("uq_innovation_alias_innovation_id_name")),
    )
    op.create_table(
        "innovation_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(collation="C"), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint(
            "role IN ('inovator', 'anggota_tim', 'mentor', 'coach', 'penguji')", name=op.f("ck_innovation_person_role")
        ),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_innovation_person_valid_from"),
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_innovation_person_valid_to"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_innovation_person_valid_to_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_innovation_person_agency_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_person_innovation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_innovation_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_person")),
        sa.UniqueConstraint(
            "innovation_id", "person_id", "role", name=op.f("uq_innovation_person_innovation_id_person_id_role")
        ),
    )
    op.create_index(op.f("ix_innovation_person_person_id"), "innovation_person", ["person_id"], unique=False)
    op.create_table(
        "innovation_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Numeric(precision=8, scale=6), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_innovation_place_longitude")),
        sa.CheckConstraint(
            "area_id IS NOT NULL OR name IS NOT NULL OR latitude IS NOT NULL", name=op.f("ck_innovation_place_area_id")
        ),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_innovation_place_latitude")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_innovation_place_area_id")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_place_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_place")),
        sa.UniqueConstraint("innovation_id", "position", name=op.f("uq_innovation_place_innovation_id_position")),
    )
    op.create_index(op.f("ix_innovation_place_area_id"), "innovation_place", ["area_id"], unique=False)
    op.create_table(
        "innovation_relation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('succeeds', 'part_of', 'adapts', 'possibly_same_as')", name=op.f("ck_innovation_relation_kind")
        ),
        sa.CheckConstraint("innovation_id <> related_id", name=op.f("ck_innovation_relation_related_id")),
        sa.ForeignKeyConstraint(
            ["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_relation_innovation_id")
        ),
        sa.ForeignKeyConstraint(["related_id"], ["innovation.id"], name=op.f("fk_innovation_relation_related_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_relation")),
        sa.UniqueConstraint(
            "innovation_id", "related_id", "kind", name=op.f("uq_innovation_relation_innovation_id_related_id_kind")
        ),
    )
    op.create_index(op.f("ix_innovation_relation_related_id"), "innovation_relation", ["related_id"], unique=False)
    op.create_table(
        "innovation_resource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("budget_idr", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("rkpd_line", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("budget_idr BETWEEN 0 AND 1000000000000000", name=op.f("ck_innovation_resource_budget_idr")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_innovation_resource_people")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_innovation_resource_year")),
        sa.ForeignKeyConstraint(
            ["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_resource_innovation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_resource")),
        sa.UniqueConstraint("innovation_id", "year", name=op.f("uq_innovation_resource_innovation_id_year")),
    )
    op.create_table(
        "innovation_stage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(collation="C"), nullable=False),
        sa.Column("started_on", sa.Text(collation="C"), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('inisiatif', 'uji_coba', 'penerapan', 'berhenti', 'tidak_diketahui')",
            name=op.f("ck_innovation_stage_stage"),
        ),
        sa.CheckConstraint(
            "started_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_innovation_stage_started_on"),
        ),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_stage_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_stage")),
        sa.UniqueConstraint("innovation_id", "position", name=op.f("uq_innovation_stage_innovation_id_position")),
    )
    op.create_table(
        "innovation_term",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_term_innovation_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_innovation_term_term_id")),
        sa.PrimaryKeyConstraint("innovation_id", "term_id", name=op.f("pk_innovation_term")),
    )
    op.create_index(op.f("ix_innovation_term_term_id"), "innovation_term", ["term_id"], unique=False)
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_from", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_to", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint(
            "issued_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_legal_basis_issued_on")
        ),
        sa.CheckConstraint(
            "level IN ('uu', 'pp', 'perpres', 'permen', 'perda', 'perwal', 'sk_wali_kota', 'sk_kepala_pd', 'surat', 'lainnya')",
            name=op.f("ck_legal_basis_level"),
        ),
        sa.CheckConstraint(
            "valid_from ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_legal_basis_valid_from"),
        ),
        sa.CheckConstraint(
            "valid_to ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'", name=op.f("ck_legal_basis_valid_to")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_legal_basis_valid_to_order")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_legal_basis_innovation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
        sa.UniqueConstraint("innovation_id", "position", name=op.f("uq_legal_basis_innovation_id_position")),
    )


def downgrade() -> None:
    op.drop_table("legal_basis")
    op.drop_index(op.f("ix_innovation_term_term_id"), table_name="innovation_term")
    op.drop_table("innovation_term")
    op.drop_table("innovation_stage")
    op.drop_table("innovation_resource")
    op.drop_index(op.f("ix_innovation_relation_related_id"), table_name="innovation_relation")
    op.drop_table("innovation_relation")
    op.drop_index(op.f("ix_innovation_place_area_id"), table_name="innovation_place")
    op.drop_table("innovation_place")
    op.drop_index(op.f("ix_innovation_person_person_id"), table_name="innovation_person")
    op.drop_table("innovation_person")
    op.drop_table("innovation_alias")
    op.drop_index(op.f("ix_innovation_platform_id"), table_name="innovation")
    op.drop_index("ix_innovation_owner", table_name="innovation")
    op.drop_index(op.f("ix_innovation_name_key"), table_name="innovation")
    op.drop_index(op.f("ix_innovation_merged_into_id"), table_name="innovation")
    op.drop_table("innovation")
