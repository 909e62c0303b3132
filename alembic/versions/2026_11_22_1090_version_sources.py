"""Version sources, and find those that are on record already by title or address.

Revises: find_similar_names
"""

import sqlalchemy as sa
from alembic import op

revision = "version_sources"
down_revision = "find_similar_names"
branch_labels = None
depends_on = None

# All sources that there are yet were loaded from files, with titles of Latin letters without accents and addresses
# without scheme: for these it makes what `search_key` and `address_key` make.
FILL = r"""
UPDATE source SET
  version = coalesce((SELECT r.version FROM reference_item r WHERE r.record_id = source.id), 1),
  title_key = btrim(regexp_replace(lower(title), '[^a-z0-9]+', ' ', 'g')),
  address_key = CASE WHEN address ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+([/?]\S*)?$'
    THEN regexp_replace(address, '/+(\?|$)', '\1') END"""


def upgrade() -> None:
    op.add_column("source", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    moment = sa.DateTime(timezone=True)
    op.add_column("source", sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False))
    op.add_column("source", sa.Column("updated_at", moment, server_default=sa.text("now()"), nullable=False))
    op.add_column("source", sa.Column("title_key", sa.Text(collation="C"), server_default="", nullable=False))
    op.add_column("source", sa.Column("address_key", sa.Text(collation="C"), nullable=True))
    op.execute(FILL)
    # people work while the indexes are made
    with op.get_context().autocommit_block():
        for column in ("title_key", "address_key"):
            op.create_index(
                op.f(f"ix_source_{column}"),
                "source",
                [column],
                unique=False,
                postgresql_concurrently=True,
                if_not_exists=True,
            )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for column in ("address_key", "title_key"):
            op.drop_index(
                op.f(f"ix_source_{column}"), table_name="source", postgresql_concurrently=True, if_exists=True
            )
    for column in ("address_key", "title_key", "updated_at", "created_at", "version"):
        op.drop_column("source", column)
