"""Let the change feed begin with what is published already, in the order of publication.

By itself, so that the locks of the new triggers are gone before many rows are written. Who publishes meanwhile has
written their row, and that stays.

Revises: keep_changes_of_lists
"""

from alembic import op

revision = "tell_changes_before_feed"
down_revision = "keep_changes_of_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the era before the first one: no transaction has these places
    op.execute("""
        INSERT INTO innovation_change (innovation_id, external, place, since, live, at)
        SELECT innovation_id, external, place, place, true, updated_at FROM (
          SELECT innovation_id, external, updated_at, row_number() OVER (ORDER BY published_at, innovation_id) AS place
          FROM innovation_card) c
        ON CONFLICT DO NOTHING""")


def downgrade() -> None:
    """Leave them: the step before drops the table."""
