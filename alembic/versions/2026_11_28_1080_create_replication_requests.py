"""Create the requests to replicate, with their steps and documents.

Revises: check_links_and_permissions
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_replication_requests"
down_revision = "check_links_and_permissions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replication_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("facilitator_id", sa.Uuid(), nullable=True),
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("scope", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("step", sa.Text(collation="C"), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("adaptation", sa.Text(), nullable=False),
        sa.Column("compatibility", postgresql.JSONB(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("terms", postgresql.JSONB(), nullable=True),
        sa.Column("reason_code", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("replica_id", sa.Uuid(), nullable=True),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(model = 'fasilitasi') = (facilitator_id IS NOT NULL)", name=op.f("ck_replication_request_facilitator_id")
        ),
        sa.CheckConstraint(
            "model IN ('mandiri', 'kerja_sama', 'fasilitasi')", name=op.f("ck_replication_request_model")
        ),
        sa.CheckConstraint("scope IN ('dalam_kota', 'keluar', 'masuk')", name=op.f("ck_replication_request_scope")),
        sa.CheckConstraint(
            "status IN ('diajukan', 'ditelaah', 'disetujui', 'ditolak', 'dibatalkan', 'persiapan', 'perencanaan', 'pelaksanaan', 'evaluasi', 'berjalan', 'berhenti')",
            name=op.f("ck_replication_request_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('ditolak', 'berhenti') OR reason_code IS NOT NULL",
            name=op.f("ck_replication_request_reason_code"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('ditolak', 'dibatalkan', 'berhenti') OR reason IS NOT NULL",
            name=op.f("ck_replication_request_reason"),
        ),
        sa.CheckConstraint("due_on >= entered_on", name=op.f("ck_replication_request_due_on_order")),
        sa.CheckConstraint("entered_on >= requested_on", name=op.f("ck_replication_request_entered_on_order")),
        sa.CheckConstraint("facilitator_id <> agency_id", name=op.f("ck_replication_request_facilitator_id_itself")),
        sa.CheckConstraint("replica_id <> origin_id", name=op.f("ck_replication_request_replica_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_replication_request_agency_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"], name=op.f("fk_replication_request_contact_id")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["agency.id"], name=op.f("fk_replication_request_facilitator_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_replication_request_mentor_id")),
        sa.ForeignKeyConstraint(["origin_id"], ["innovation.id"], name=op.f("fk_replication_request_origin_id")),
        sa.ForeignKeyConstraint(["replica_id"], ["innovation.id"], name=op.f("fk_replication_request_replica_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replication_request")),
        sa.UniqueConstraint("replica_id", name=op.f("uq_replication_request_replica_id")),
    )
    op.create_index("ix_replication_request_agency", "replication_request", ["agency_id", "id"], unique=False)
    op.create_index(op.f("ix_replication_request_contact_id"), "replication_request", ["contact_id"], unique=False)
    op.create_index(
        "ix_replication_request_due",
        "replication_request",
        ["due_on", "id"],
        unique=False,
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_replication_request_facilitator_id"), "replication_request", ["facilitator_id"], unique=False
    )
    op.create_index(op.f("ix_replication_request_mentor_id"), "replication_request", ["mentor_id"], unique=False)
    op.create_index("ix_replication_request_origin", "replication_request", ["origin_id", "id"], unique=False)
    op.create_index(
        "uq_replication_request_open",
        "replication_request",
        ["origin_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('ditolak', 'dibatalkan', 'berhenti')"),
    )
    op.create_table(
        "replication_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("signatories", postgresql.JSONB(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('nota_kesepakatan', 'pks', 'sk', 'surat_kesediaan', 'surat', 'berita_acara', 'rencana_aksi', 'laporan_pemantauan', 'laporan_evaluasi')",
            name=op.f("ck_replication_document_kind"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_replication_document_withdrawn_reason")
        ),
        sa.CheckConstraint(
            "address IS NOT NULL OR reference IS NOT NULL OR number IS NOT NULL",
            name=op.f("ck_replication_document_reference"),
        ),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_replication_document_valid_until_order")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["replication_request.id"], name=op.f("fk_replication_document_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replication_document")),
    )
    op.create_index(
        "ix_replication_document_expiry",
        "replication_document",
        ["valid_until"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("ix_replication_document_request", "replication_document", ["request_id", "id"], unique=False)
    op.create_table(
        "replication_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("actor", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("actor IN ('asal', 'penerima', 'fasilitator')", name=op.f("ck_replication_step_actor")),
        sa.CheckConstraint(
            "status IN ('diajukan', 'ditelaah', 'disetujui', 'ditolak', 'dibatalkan', 'persiapan', 'perencanaan', 'pelaksanaan', 'evaluasi', 'berjalan', 'berhenti')",
            name=op.f("ck_replication_step_status"),
        ),
        sa.CheckConstraint("due_on >= entered_on", name=op.f("ck_replication_step_due_on_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_replication_step_account_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["replication_request.id"], name=op.f("fk_replication_step_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replication_step")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_replication_step_request_id_number")),
    )


def downgrade() -> None:
    op.drop_table("replication_step")
    op.drop_index("ix_replication_document_request", table_name="replication_document")
    op.drop_index("ix_replication_document_expiry", table_name="replication_document")
    op.drop_table("replication_document")
    op.drop_index("uq_replication_request_open", table_name="replication_request")
    op.drop_index("ix_replication_request_origin", table_name="replication_request")
    op.drop_index(op.f("ix_replication_request_mentor_id"), table_name="replication_request")
    op.drop_index(op.f("ix_replication_request_facilitator_id"), table_name="replication_request")
    op.drop_index("ix_replication_request_due", table_name="replication_request")
    op.drop_index(op.f("ix_replication_request_contact_id"), table_name="replication_request")
    op.drop_index("ix_replication_request_agency", table_name="replication_request")
    op.drop_table("replication_request")
