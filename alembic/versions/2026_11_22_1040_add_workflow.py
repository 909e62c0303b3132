"""Add what the workflow of records keeps, former addresses, and decisions on duplicates.

Revises: create_personal_data
"""

import sqlalchemy as sa
from alembic import op

revision = "add_workflow"
down_revision = "create_personal_data"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicate_decision",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("verdict IN ('distinct', 'merge')", name=op.f("ck_duplicate_decision_verdict")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_decision_second_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_duplicate_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["first_id"], ["innovation.id"], name=op.f("fk_duplicate_decision_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["innovation.id"], name=op.f("fk_duplicate_decision_second_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_duplicate_decision")),
    )
    op.create_index(op.f("ix_duplicate_decision_second_id"), "duplicate_decision", ["second_id"], unique=False)
    op.create_table(
        "former_slug",
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_former_slug_innovation_id")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slug")),
    )
    op.create_index(op.f("ix_former_slug_innovation_id"), "former_slug", ["innovation_id"], unique=False)
    op.add_column("innovation", sa.Column("problem_key", sa.Text(collation="C"), nullable=True))
    op.add_column("innovation", sa.Column("remark", sa.Text(), nullable=True))
    op.add_column("innovation", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    # People work while the indexes are made. Rows that wait to be sorted into an index are walked one by one at each
    # search: without that waiting a new row costs the same, and a search among thousands of names a twentieth.
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_innovation_name_like",
            "innovation",
            ["name_key"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        )
        op.create_index(
            "ix_innovation_problem_key",
            "innovation",
            ["problem_key"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.create_index(
            "ix_innovation_alias_name_like",
            "innovation_alias",
            ["name_key"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_innovation_alias_name_like", table_name="innovation_alias", postgresql_concurrently=True, if_exists=True
        )
        op.drop_index(
            "ix_innovation_problem_key", table_name="innovation", postgresql_concurrently=True, if_exists=True
        )
        op.drop_index("ix_innovation_name_like", table_name="innovation", postgresql_concurrently=True, if_exists=True)
    op.drop_column("innovation", "archived_at")
    op.drop_column("innovation", "remark")
    op.drop_column("innovation", "problem_key")
    op.drop_index(op.f("ix_former_slug_innovation_id"), table_name="former_slug")
    op.drop_table("former_slug")
    op.drop_index(op.f("ix_duplicate_decision_second_id"), table_name="duplicate_decision")
    op.drop_table("duplicate_decision")
