"""Let records of similar names be found by their indexes.

Revises: create_concealed_names
"""

from alembic import op

revision = "find_similar_names"
down_revision = "create_concealed_names"
branch_labels = None
depends_on = None

FIND = """
CREATE FUNCTION innovations_named_like(keys text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
  SELECT i.id FROM unnest(keys) AS wanted (key) JOIN innovation i ON i.name_key % wanted.key
  UNION
  SELECT a.innovation_id FROM unnest(keys) AS wanted (key) JOIN innovation_alias a ON a.name_key % wanted.key
$$"""


def upgrade() -> None:
    op.execute(FIND)


def downgrade() -> None:
    op.execute("DROP FUNCTION innovations_named_like(text[])")
