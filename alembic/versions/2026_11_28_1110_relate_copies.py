"""Let an innovation be a copy of another one, taken over without changes.

Revises: create_mandates
"""

from alembic import op

revision = "relate_copies"
down_revision = "create_mandates"
branch_labels = None
depends_on = None

_BEFORE = "'succeeds', 'part_of', 'adapts', 'possibly_same_as'"
_AFTER = "'succeeds', 'part_of', 'adapts', 'copies', 'possibly_same_as'"


def upgrade() -> None:
    _allow(_AFTER)


def downgrade() -> None:
    # what the earlier release has a word for comes nearest; a pair that has both relations keeps the one
    op.execute(
        "DELETE FROM innovation_relation c USING innovation_relation a WHERE c.kind = 'copies' AND a.kind = 'adapts' AND a.innovation_id = c.innovation_id AND a.related_id = c.related_id"
    )
    op.execute("UPDATE innovation_relation SET kind = 'adapts' WHERE kind = 'copies'")
    _allow(_BEFORE)


def _allow(codes: str) -> None:
    # the rule comes back at once, wider or with nothing left that it would refuse
    op.execute(
        "-- squawk-ignore ban-drop-constraint\nALTER TABLE innovation_relation DROP CONSTRAINT ck_innovation_relation_kind"
    )
    op.create_check_constraint(
        op.f("ck_innovation_relation_kind"),
        "innovation_relation",
        f"kind IN ({codes})",
        postgresql_not_valid=True,
    )
