"""Write the lines of the innovations that are published already.

By itself, so that the locks of the new triggers are gone before many rows are written. Who publishes meanwhile has
written their line, and that stays.

Revises: keep_lines_of_innovations
"""

from alembic import op

revision = "write_lines_there_are"
down_revision = "keep_lines_of_innovations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        INSERT INTO innovation_line (innovation_id, line)
        SELECT innovation_id, csv_line(card) FROM innovation_card ON CONFLICT DO NOTHING""")


def downgrade() -> None:
    """Leave them: the step before drops the table."""
