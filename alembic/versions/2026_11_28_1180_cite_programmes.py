"""Let citations and open questions speak of programmes and their editions.

Revises: create_recognitions
"""

from alembic import op

revision = "cite_programmes"
down_revision = "create_recognitions"
branch_labels = None
depends_on = None

_BEFORE = "'area', 'agency', 'person', 'innovation', 'classification'"
_AFTER = f"{_BEFORE}, 'programme', 'programme_edition'"


def upgrade() -> None:
    _allow(_AFTER)


def downgrade() -> None:
    # an earlier release has no word for what these speak of
    op.execute("DELETE FROM citation WHERE subject_kind IN ('programme', 'programme_edition')")
    op.execute("DELETE FROM ambiguity WHERE subject_kind IN ('programme', 'programme_edition')")
    _allow(_BEFORE)


def _allow(codes: str) -> None:
    # the rule comes back at once, wider or with nothing left that it would refuse
    for table in ("citation", "ambiguity"):
        rule = f"ck_{table}_subject_kind"
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT {rule}")
        op.create_check_constraint(op.f(rule), table, f"subject_kind IN ({codes})", postgresql_not_valid=True)
