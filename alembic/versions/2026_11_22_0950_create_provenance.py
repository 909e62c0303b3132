"""Create sources, citations and ambiguities.

Revises: create_innovations
"""

import sqlalchemy as sa
from alembic import op

revision = "create_provenance"
down_revision = "create_innovations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Text(collation="C"), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('berita', 'peraturan', 'laman_resmi', 'kumpulan_data', 'dokumen')", name=op.f("ck_source_kind")
        ),
        sa.CheckConstraint(
            "published_on ~ '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$'",
            name=op.f("ck_source_published_on"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("slug", name=op.f("uq_source_slug")),
    )
    op.create_table(
        "ambiguity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(collation="C"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(collation="C"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "subject_kind IN ('area', 'agency', 'person', 'innovation', 'classification')",
            name=op.f("ck_ambiguity_subject_kind"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_ambiguity_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambiguity")),
    )
    op.create_index(op.f("ix_ambiguity_source_id"), "ambiguity", ["source_id"], unique=False)
    op.create_index("ix_ambiguity_subject", "ambiguity", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "citation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(collation="C"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(collation="C"), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("dispute_note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "confidence IN ('disebut', 'disimpulkan', 'dari_luar')", name=op.f("ck_citation_confidence")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('area', 'agency', 'person', 'innovation', 'classification')",
            name=op.f("ck_citation_subject_kind"),
        ),
        sa.CheckConstraint("disputed OR dispute_note IS NULL", name=op.f("ck_citation_dispute_note")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_citation_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
    )
    op.create_index(op.f("ix_citation_source_id"), "citation", ["source_id"], unique=False)
    op.create_index("ix_citation_subject", "citation", ["subject_kind", "subject_id", "field"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_citation_subject", table_name="citation")
    op.drop_index(op.f("ix_citation_source_id"), table_name="citation")
    op.drop_table("citation")
    op.drop_index("ix_ambiguity_subject", table_name="ambiguity")
    op.drop_index(op.f("ix_ambiguity_source_id"), table_name="ambiguity")
    op.drop_table("ambiguity")
    op.drop_table("source")
