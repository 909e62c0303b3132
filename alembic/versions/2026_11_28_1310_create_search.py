"""Create the tables that search looks in; `inovasi migrate` fills them with the documents.

Revises: plan_needs
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "create_search"
down_revision = "plan_needs"
branch_labels = None
depends_on = None

_FOLDED = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "innovation_search",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("kind", _FOLDED, nullable=False),
        sa.Column("form", _FOLDED, nullable=False),
        sa.Column("stage", _FOLDED, nullable=False),
        sa.Column("facets", postgresql.ARRAY(_FOLDED), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("innovation_id", name=op.f("pk_innovation_search")),
        sa.ForeignKeyConstraint(["innovation_id"], ["innovation.id"], name=op.f("fk_innovation_search_innovation_id")),
        postgresql_with={"toast_tuple_target": 8160},
    )
    op.create_index(
        "ix_innovation_search_newest",
        "innovation_search",
        [sa.text("published_at DESC"), sa.text("innovation_id DESC")],
    )
    op.create_index(
        "ix_innovation_search_words",
        "innovation_search",
        ["words"],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": "256"},
    )
    op.create_table(
        "search_word",
        sa.Column("word", _FOLDED, nullable=False),
        sa.Column("stem", _FOLDED, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_stem", "search_word", ["stem"])
    op.create_index(
        "ix_search_word_like",
        "search_word",
        ["word"],
        postgresql_using="gist",
        postgresql_ops={"word": "gist_trgm_ops"},
    )


def downgrade() -> None:
    op.drop_table("search_word")
    op.drop_table("innovation_search")
