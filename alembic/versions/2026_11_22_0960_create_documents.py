"""Create the published documents.

Revises: create_provenance
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateSequence, DropSequence, Sequence

revision = "create_documents"
down_revision = "create_provenance"
branch_labels = None
depends_on = None


REVISION = Sequence("document_revision", data_type=sa.BigInteger())


def upgrade() -> None:
    op.execute(CreateSequence(REVISION))
    op.create_table(
        "innovation_card",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("nextval('document_revision')"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("form", sa.Text(collation="C"), nullable=False),
        sa.Column("stage", sa.Text(collation="C"), nullable=False),
        sa.Column("facets", postgresql.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("names", sa.Text(collation="C"), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_card_innovation_id")),
        sa.PrimaryKeyConstraint("innovation_id", name=op.f("pk_innovation_card")),
    )
    op.create_index(
        "ix_innovation_card_agency",
        "innovation_card",
        ["agency_id", "kind", "stage", sa.literal_column("published_at DESC"), sa.literal_column("innovation_id DESC")],
        unique=False,
    )
    op.create_index("ix_innovation_card_facets", "innovation_card", ["facets"], unique=False, postgresql_using="gin")
    op.create_index("ix_innovation_card_name", "innovation_card", ["name_key", "innovation_id"], unique=False)
    op.create_index(
        "ix_innovation_card_names",
        "innovation_card",
        ["names"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"names": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_innovation_card_newest",
        "innovation_card",
        [sa.literal_column("published_at DESC"), sa.literal_column("innovation_id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_innovation_card_owner",
        "innovation_card",
        ["agency_id", sa.literal_column("published_at DESC"), sa.literal_column("innovation_id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_innovation_card_updated",
        "innovation_card",
        [sa.literal_column("updated_at DESC"), sa.literal_column("innovation_id DESC")],
        unique=False,
    )
    op.create_table(
        "innovation_document",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("nextval('document_revision')"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_document_innovation_id")
        ),
        sa.PrimaryKeyConstraint("innovation_id", name=op.f("pk_innovation_document")),
        sa.UniqueConstraint("slug", name=op.f("uq_innovation_document_slug")),
        postgresql_with={"toast_tuple_target": 8160},
    )


def downgrade() -> None:
    op.drop_table("innovation_document")
    op.drop_index("ix_innovation_card_updated", table_name="innovation_card")
    op.drop_index("ix_innovation_card_owner", table_name="innovation_card")
    op.drop_index("ix_innovation_card_newest", table_name="innovation_card")
    op.drop_index(
        "ix_innovation_card_names",
        table_name="innovation_card",
        postgresql_using="gin",
        postgresql_ops={"names": "gin_trgm_ops"},
    )
    op.drop_index("ix_innovation_card_name", table_name="innovation_card")
    op.drop_index("ix_innovation_card_facets", table_name="innovation_card", postgresql_using="gin")
    op.drop_index("ix_innovation_card_agency", table_name="innovation_card")
    op.drop_table("innovation_card")
    op.execute(DropSequence(REVISION))
