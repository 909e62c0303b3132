"""Create the concealed names with what takes them out of documents, and find people by similar names.

Revises: forbid_equal_names
"""

import sqlalchemy as sa
from alembic import op

revision = "create_concealed_names"
down_revision = "forbid_equal_names"
branch_labels = None
depends_on = None


CONCEAL = r"""
CREATE FUNCTION conceal(told text, fields text, names text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  found text[];
  plain text;
  clear text;
BEGIN
  IF names IS NULL OR replace(replace(told, '\n', ' '), '\t', ' ') !~ names THEN
    RETURN told;
  END IF;
  FOR found IN SELECT regexp_matches(told, '"(' || fields || ')":("(?:[^"\\]|\\.)*")', 'g') LOOP
    plain := found[2]::json #>> '{}';
    clear := regexp_replace(plain, names, '[dirahasiakan]', 'g');
    IF clear <> plain THEN
      told := replace(told, '"' || found[1] || '":' || found[2], '"' || found[1] || '":' || to_json(clear)::text);
    END IF;
  END LOOP;
  RETURN told;
END
$$"""


def upgrade() -> None:
    op.create_table(
        "concealed_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_concealed_name_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concealed_name")),
        sa.UniqueConstraint("person_id", "pattern", name=op.f("uq_concealed_name_person_id_pattern")),
    )
    op.execute(CONCEAL)
    # people work while the index is made
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_person_name_like",
            "person",
            ["name_key"],
            unique=False,
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_person_name_like", table_name="person", postgresql_concurrently=True, if_exists=True)
    op.execute("DROP FUNCTION conceal(text, text, text)")
    op.drop_table("concealed_name")
