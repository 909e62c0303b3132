"""What the change feed reads: for each record of a public list the last change of what the list shows of it.

A place in the feed is one number: the era times 2^48, and the id of the transaction that made the change. A reader goes
no further than the oldest transaction that still runs, so nothing can come to stand before a place that was read; the
numbers of a sequence do not do that, for a lower one may be committed after a higher one was read. Ids of transactions
mean something within one history of one cluster alone, so each history is an era of its own; what earlier eras left
stands before it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DDL, BigInteger, Identity, Index, event, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base

# how far the era stands above the ids of its transactions; a million of them each second fill an era in nine years
ERA_BITS = 48


class FeedEra(Base):
    """A history within which ids of transactions can be compared.

    Two transactions that are the first of an era both write it down, so that neither waits for the other; they say the
    same.
    """

    __tablename__ = "feed_era"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    era: Mapped[int] = mapped_column(BigInteger)
    identity: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())


class InnovationChange(Base):
    """The last change of a record in a list: that of the city's innovations, or of those of other regions (`external`).

    One row for each record, however often it changed: the feed stays as long as the list, and who follows it from long
    ago reads no step that a later one undid. A record that left the list keeps its row as a tombstone.
    """

    __tablename__ = "innovation_change"
    __table_args__ = (Index("ix_innovation_change_place", "external", "place", "innovation_id"),)

    # no foreign keys: rows are made by the triggers of a table that has them, and innovations are never deleted
    innovation_id: Mapped[UUID] = mapped_column(primary_key=True)
    external: Mapped[bool] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger)
    # where it came into the list, the last time
    since: Mapped[int] = mapped_column(BigInteger)
    live: Mapped[bool]
    at: Mapped[datetime]


# The cluster, its timeline, the database and the table: after a restore, a copy, a recovery to a point in time or a
# failover one of them is another. Where a host forbids to look at the first, the others must do.
IDENTITY = """
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

PLACE = f"""
CREATE FUNCTION feed_place() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  here text := feed_identity();
  latest record;
BEGIN
  SELECT era, identity INTO latest FROM feed_era ORDER BY era DESC, id DESC LIMIT 1;
  IF latest.identity IS DISTINCT FROM here THEN
    INSERT INTO feed_era (era, identity) VALUES (coalesce(latest.era, 0) + 1, here) RETURNING era, identity INTO latest;
  END IF;
  RETURN (latest.era << {ERA_BITS}) + pg_current_xact_id()::text::bigint;
END $$"""  # noqa: S608 - a constant of this file

# An upsert of cards fires the triggers of both its halves, also where one has no rows.
CARDS = """
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

# A document comes and goes with its card. What changes in it alone is told, too: who keeps whole records reads it anew.
DOCUMENTS = """
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

TRIGGERS = (
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

for _statement in (IDENTITY, PLACE, CARDS, DOCUMENTS, *TRIGGERS):
    event.listen(Base.metadata, "after_create", DDL(_statement.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's
