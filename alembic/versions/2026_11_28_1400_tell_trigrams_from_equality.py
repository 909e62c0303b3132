"""Make the index of trigrams of words one that equality does not choose.

Revises: write_lines_there_are
"""

import sqlalchemy as sa
from alembic import op

revision = "tell_trigrams_from_equality"
down_revision = "write_lines_there_are"
branch_labels = None
depends_on = None


def _make(name: str, column: str) -> None:
    op.create_index(
        name,
        "search_word",
        [sa.text(f"{column} gist_trgm_ops")],
        postgresql_using="gist",
        postgresql_concurrently=True,
        if_not_exists=True,
    )


def _drop(name: str) -> None:
    op.drop_index(name, table_name="search_word", postgresql_concurrently=True, if_exists=True)


def upgrade() -> None:
    # people search while the index is made, and the release before this one goes on without one
    with op.get_context().autocommit_block():
        _make("ix_search_word_trigrams", 'word COLLATE "POSIX"')
        _drop("ix_search_word_like")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        _make("ix_search_word_like", "word")
        _drop("ix_search_word_trigrams")
