"""Keep the last change of each record of a public list, by triggers of the lists.

Revises: create_search
"""

import sqlalchemy as sa
from alembic import op

revision = "keep_changes_of_lists"
down_revision = "create_search"
branch_labels = None
depends_on = None

_IDENTITY = """
CREATE FUNCTION feed_identity() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  cluster text := '';
BEGIN
  BEGIN
    SELECT system_identifier INTO cluster FROM pg_control_system();
  EXCEPTION WHEN insufficient_privilege THEN
    NULL;
  END;
  RETURN concat_ws('/', cluster, left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()), 'innovation_change'::regclass::oid);
END $$"""
_PLACE = """
CREATE FUNCTION feed_place() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  here text := feed_identity();
  latest record;
BEGIN
  SELECT era, identity INTO latest FROM feed_era ORDER BY era DESC, id DESC LIMIT 1;
  IF latest.identity IS DISTINCT FROM here THEN
    INSERT INTO feed_era (era, identity) VALUES (coalesce(latest.era, 0) + 1, here) RETURNING era, identity INTO latest;
  END IF;
  RETURN (latest.era << 48) + pg_current_xact_id()::text::bigint;
END $$"""
_CARDS = """
CREATE FUNCTION feed_cards() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM gone) THEN
      here := feed_place();
      UPDATE innovation_change c SET place = here, at = now(), live = false
      FROM gone g WHERE c.innovation_id = g.innovation_id AND c.external = g.external;
    END IF;
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM shown) THEN
    RETURN NULL;
  END IF;
  here := feed_place();
  IF TG_OP = 'UPDATE' THEN
    UPDATE innovation_change c SET place = here, at = now(), live = false
    FROM gone g JOIN shown s ON s.innovation_id = g.innovation_id AND s.external <> g.external
    WHERE c.innovation_id = g.innovation_id AND c.external = g.external;
  END IF;
  INSERT INTO innovation_change AS c (innovation_id, external, place, since, live, at)
  SELECT innovation_id, external, here, here, true, now() FROM shown ORDER BY innovation_id
  ON CONFLICT (innovation_id, external) DO UPDATE
    SET place = here, at = now(), live = true, since = CASE WHEN c.live THEN c.since ELSE here END
    WHERE c.place <> here OR NOT c.live;
  RETURN NULL;
END $$"""
_DOCUMENTS = """
CREATE FUNCTION feed_documents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  here bigint;
BEGIN
  IF EXISTS (SELECT FROM shown) THEN
    here := feed_place();
    UPDATE innovation_change c SET place = here, at = now()
    FROM shown s WHERE c.innovation_id = s.innovation_id AND c.live AND c.place <> here;
  END IF;
  RETURN NULL;
END $$"""
_TRIGGERS = (
    """
CREATE TRIGGER innovation_card_shown AFTER INSERT ON innovation_card
REFERENCING NEW TABLE AS shown FOR EACH STATEMENT EXECUTE FUNCTION feed_cards()""",
    """
CREATE TRIGGER innovation_card_changed AFTER UPDATE ON innovation_card
REFERENCING OLD TABLE AS gone NEW TABLE AS shown FOR EACH STATEMENT EXECUTE FUNCTION feed_cards()""",
    """
CREATE TRIGGER innovation_card_withdrawn AFTER DELETE ON innovation_card
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION feed_cards()""",
    """
CREATE TRIGGER innovation_document_changed AFTER UPDATE ON innovation_document
REFERENCING NEW TABLE AS shown FOR EACH STATEMENT EXECUTE FUNCTION feed_documents()""",
)


def upgrade() -> None:
    op.create_table(
        "feed_era",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("era", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed_era"),
    )
    op.create_table(
        "innovation_change",
        sa.Column("innovation_id", sa.Uuid(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("innovation_id", "external", name="pk_innovation_change"),
    )
    op.create_index("ix_innovation_change_place", "innovation_change", ["external", "place", "innovation_id"])
    for statement in (_IDENTITY, _PLACE, _CARDS, _DOCUMENTS, *_TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER innovation_document_changed ON innovation_document")
    for event in ("withdrawn", "changed", "shown"):
        op.execute(f"DROP TRIGGER innovation_card_{event} ON innovation_card")
    for function in ("feed_documents", "feed_cards", "feed_place", "feed_identity"):
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_table("innovation_change")
    op.drop_table("feed_era")
