"""Put year and month of publication among the words that search looks in, for the innovations that are published already.

Who publishes meanwhile by the release before this one leaves it out: such a record is found as before, by the way that
looks at every match; `inovasi rebuild` adds it.

Revises: tell_trigrams_from_equality
"""

from alembic import op

revision = "tell_periods_of_search"
down_revision = "tell_trigrams_from_equality"
branch_labels = None
depends_on = None

_AT = "published_at AT TIME ZONE 'UTC'"
_PERIODS = f"ARRAY['@' || to_char({_AT}, 'YYYY'), '@' || to_char({_AT}, 'YYYYMM')]"


def upgrade() -> None:
    op.execute(f"UPDATE innovation_search SET words = words || array_to_tsvector({_PERIODS})")  # noqa: S608 - a constant


def downgrade() -> None:
    op.execute(f"UPDATE innovation_search SET words = ts_delete(words, {_PERIODS})")  # noqa: S608 - a constant
