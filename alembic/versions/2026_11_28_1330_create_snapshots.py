"""Create snapshots, which refuse to be changed, and let keys be narrowed to making them.

Revises: tell_changes_before_feed
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_snapshots"
down_revision = "tell_changes_before_feed"
branch_labels = None
depends_on = None


REFUSAL = """
CREATE FUNCTION refuse_change_of_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is frozen: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END
$$"""


_BEFORE = "'records_read', 'records_write', 'records_verify', 'agencies_write', 'identifiers_write', 'identifiers_disclose', 'disclosures_read', 'requests_open', 'requests_answer', 'accounts_write', 'audit_read', 'rounds_write', 'assessments_read', 'assessments_write'"
_NEW = "'snapshots_write'"


def upgrade() -> None:
    _allow(f"{_BEFORE}, {_NEW}")
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("session_date", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("audience", sa.Text(collation="C"), nullable=False),
        sa.Column("contents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'internal')", name=op.f("ck_snapshot_audience")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_snapshot_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("slug", name=op.f("uq_snapshot_slug")),
    )
    op.create_index("ix_snapshot_session", "snapshot", ["session_date", "id"], unique=False)
    op.create_table(
        "frozen_statistic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_frozen_statistic_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_statistic")),
        sa.UniqueConstraint("snapshot_id", "key", name=op.f("uq_frozen_statistic_snapshot_id_key")),
    )
    op.execute(REFUSAL)
    for table in ("snapshot", "frozen_statistic"):
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_snapshot()"
        )


def downgrade() -> None:
    # a key that has nothing but what goes away would open nothing; one that has more keeps the rest
    op.execute(
        f"UPDATE api_key SET permissions = array_remove(permissions, {_NEW}) WHERE permissions && ARRAY[{_NEW}] AND cardinality(permissions) > 1"  # noqa: S608 - a constant
    )
    op.execute(
        f"UPDATE api_key SET permissions = ARRAY['records_read'], revoked_at = coalesce(revoked_at, now()) WHERE permissions && ARRAY[{_NEW}]"  # noqa: S608 - a constant
    )
    _allow(_BEFORE)
    op.drop_table("frozen_statistic")
    op.drop_index("ix_snapshot_session", table_name="snapshot")
    op.drop_table("snapshot")
    op.execute("DROP FUNCTION refuse_change_of_snapshot()")


def _allow(codes: str) -> None:
    # the rule comes back wider at once; nothing else relies on the narrower one
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE api_key DROP CONSTRAINT ck_api_key_permissions")
    op.create_check_constraint(
        op.f("ck_api_key_permissions"),
        "api_key",
        f"permissions <@ ARRAY[{codes}]::text[] AND cardinality(permissions) > 0",
        postgresql_not_valid=True,
    )
