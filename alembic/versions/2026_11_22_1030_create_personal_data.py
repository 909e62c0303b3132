"""Create personal data, its disclosures, and the requests of its subjects.

Revises: create_idempotent_requests
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_personal_data"
down_revision = "create_idempotent_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('nip', 'phone', 'email')", name=op.f("ck_disclosure_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_disclosure_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disclosure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_person", "disclosure", ["person_id", "id"], unique=False)
    op.create_table(
        "person_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("findings", postgresql.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('nip', 'phone', 'email')", name=op.f("ck_person_identifier_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_identifier_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_identifier")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_person_identifier_person_id_kind")),
    )
    op.create_index("ix_person_identifier_digest", "person_identifier", ["digest"], unique=False)
    op.create_table(
        "personal_data_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(collation="C"), nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("answer IN ('granted', 'refused')", name=op.f("ck_personal_data_request_answer")),
        sa.CheckConstraint("kind IN ('rectification', 'withdrawal')", name=op.f("ck_personal_data_request_kind")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_personal_data_request_answered_at")
        ),
        sa.CheckConstraint("due_at > opened_at", name=op.f("ck_personal_data_request_due_at")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_personal_data_request_agency_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_personal_data_request_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_personal_data_request_opened_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personal_data_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_data_request")),
    )
    op.create_index(
        "ix_personal_data_request_due",
        "personal_data_request",
        ["due_at", "id"],
        unique=False,
        postgresql_where="answer IS NULL",
    )
    op.create_index(op.f("ix_personal_data_request_person_id"), "personal_data_request", ["person_id"], unique=False)
    op.add_column("person", sa.Column("agency_id", sa.Uuid(), nullable=True))
    op.add_column("person", sa.Column("concealed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_person_agency_id"), "person", "agency", ["agency_id"], ["id"], postgresql_not_valid=True
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_person_agency_id"), "person", type_="foreignkey")
    op.drop_column("person", "concealed_at")
    op.drop_column("person", "agency_id")
    op.drop_index(op.f("ix_personal_data_request_person_id"), table_name="personal_data_request")
    op.drop_index("ix_personal_data_request_due", table_name="personal_data_request", postgresql_where="answer IS NULL")
    op.drop_table("personal_data_request")
    op.drop_index("ix_person_identifier_digest", table_name="person_identifier")
    op.drop_table("person_identifier")
    op.drop_index("ix_disclosure_person", table_name="disclosure")
    op.drop_table("disclosure")
