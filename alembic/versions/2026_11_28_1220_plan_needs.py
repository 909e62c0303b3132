"""Link action plans to the needs that they are made against.

Revises: create_action_plans
"""

import sqlalchemy as sa
from alembic import op

revision = "plan_needs"
down_revision = "create_action_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_need_plan_withdrawn_reason")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_plan_need_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plan.id"], name=op.f("fk_need_plan_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_plan")),
    )
    op.create_index("ix_need_plan_need", "need_plan", ["need_id", "id"], unique=False)
    op.create_index(op.f("ix_need_plan_plan_id"), "need_plan", ["plan_id"], unique=False)
    op.create_index(
        "uq_need_plan_standing",
        "need_plan",
        ["need_id", "plan_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_need_plan_standing", table_name="need_plan", postgresql_where=sa.text("withdrawn_at IS NULL"))
    op.drop_index(op.f("ix_need_plan_plan_id"), table_name="need_plan")
    op.drop_index("ix_need_plan_need", table_name="need_plan")
    op.drop_table("need_plan")
