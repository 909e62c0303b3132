"""Count cards as they are written.

Revises: let_cards_represent
"""

import sqlalchemy as sa
from alembic import op

revision = "tally_innovations"
down_revision = "let_cards_represent"
branch_labels = None
depends_on = None

_REPRESENTED = """
UPDATE innovation_card c SET represents = greatest(i.represents - (
  SELECT coalesce(sum(o.represents), 0) FROM innovation_relation r
    JOIN innovation o ON o.id = r.innovation_id AND o.status = 'published'
  WHERE r.related_id = i.id AND r.kind = 'part_of'), 0)
FROM innovation i WHERE i.id = c.innovation_id AND i.represents > 1"""
_FUNCTION = """
CREATE FUNCTION tally_innovations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free smallint := 0;
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM FROM new_cards LIMIT 1;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM FROM old_cards LIMIT 1;
  ELSE
    PERFORM FROM (SELECT v.* FROM old_cards o JOIN new_cards n USING (innovation_id)
  CROSS JOIN LATERAL (VALUES (-1, o.external, o.agency_id, o.kind, o.form, o.stage, o.facets, o.represents), (1, n.external, n.agency_id, n.kind, n.form, n.stage, n.facets, n.represents)) v (sign, external, agency_id,
    kind, form, stage, facets, represents)
  WHERE (o.external, o.agency_id, o.kind, o.form, o.stage, o.facets, o.represents) IS DISTINCT FROM (n.external, n.agency_id, n.kind, n.form, n.stage, n.facets, n.represents)) c LIMIT 1;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  WHILE free < 15 AND NOT pg_try_advisory_xact_lock(hashtext('inovasi.tally'), free) LOOP
    free := free + 1;
  END LOOP;
  IF free = 15 THEN
    PERFORM pg_advisory_xact_lock(hashtext('inovasi.tally'), free);
  END IF;
  IF TG_OP = 'INSERT' THEN
INSERT INTO innovation_tally AS t (dimension, first, second, shard, innovations, represented)
SELECT d.dimension, d.first, d.second, free, sum(c.sign), sum(c.sign * c.represents)
FROM (SELECT 1 AS sign, n.* FROM new_cards n) c
  CROSS JOIN LATERAL (SELECT coalesce(c.agency_id::text, '') COLLATE "C" AS agency, coalesce(
    (SELECT substr(f, 6) FROM unnest(c.facets) f WHERE f LIKE 'year:%' LIMIT 1), '') COLLATE "C" AS year) k
  CROSS JOIN LATERAL (
    VALUES ('', '', ''), ('agency', k.agency, ''), ('form', c.form, ''), ('kind', c.kind, ''), ('stage', c.stage, ''),
      ('year', k.year, ''), ('agency.form', k.agency, c.form), ('agency.kind', k.agency, c.kind),
      ('agency.stage', k.agency, c.stage), ('agency.year', k.agency, k.year), ('form.kind', c.form, c.kind),
      ('form.stage', c.form, c.stage), ('form.year', c.form, k.year), ('kind.stage', c.kind, c.stage),
      ('kind.year', c.kind, k.year), ('stage.year', c.stage, k.year)
    UNION ALL
    SELECT p.dimension, w.word, p.second
    FROM (
      SELECT f AS word FROM unnest(c.facets) f WHERE f LIKE 'term:%' OR f LIKE 'area:%'
      UNION ALL
      SELECT DISTINCT 'area@' || (length(f) - 5) FROM unnest(c.facets) f WHERE f LIKE 'area:%') w
    CROSS JOIN (VALUES ('word', ''), ('word.agency', k.agency), ('word.kind', c.kind), ('word.stage', c.stage),
      ('word.year', k.year)) p (dimension, second)) d (dimension, first, second)
WHERE NOT c.external
GROUP BY d.dimension, d.first, d.second
HAVING sum(c.sign) <> 0 OR sum(c.sign * c.represents) <> 0
ORDER BY d.dimension, d.first, d.second
ON CONFLICT (dimension, first, second, shard) DO UPDATE SET
  innovations = t.innovations + excluded.innovations, represented = t.represented + excluded.represented;
  ELSIF TG_OP = 'DELETE' THEN
INSERT INTO innovation_tally AS t (dimension, first, second, shard, innovations, represented)
SELECT d.dimension, d.first, d.second, free, sum(c.sign), sum(c.sign * c.represents)
FROM (SELECT -1 AS sign, o.* FROM old_cards o) c
  CROSS JOIN LATERAL (SELECT coalesce(c.agency_id::text, '') COLLATE "C" AS agency, coalesce(
    (SELECT substr(f, 6) FROM unnest(c.facets) f WHERE f LIKE 'year:%' LIMIT 1), '') COLLATE "C" AS year) k
  CROSS JOIN LATERAL (
    VALUES ('', '', ''), ('agency', k.agency, ''), ('form', c.form, ''), ('kind', c.kind, ''), ('stage', c.stage, ''),
      ('year', k.year, ''), ('agency.form', k.agency, c.form), ('agency.kind', k.agency, c.kind),
      ('agency.stage', k.agency, c.stage), ('agency.year', k.agency, k.year), ('form.kind', c.form, c.kind),
      ('form.stage', c.form, c.stage), ('form.year', c.form, k.year), ('kind.stage', c.kind, c.stage),
      ('kind.year', c.kind, k.year), ('stage.year', c.stage, k.year)
    UNION ALL
    SELECT p.dimension, w.word, p.second
    FROM (
      SELECT f AS word FROM unnest(c.facets) f WHERE f LIKE 'term:%' OR f LIKE 'area:%'
      UNION ALL
      SELECT DISTINCT 'area@' || (length(f) - 5) FROM unnest(c.facets) f WHERE f LIKE 'area:%') w
    CROSS JOIN (VALUES ('word', ''), ('word.agency', k.agency), ('word.kind', c.kind), ('word.stage', c.stage),
      ('word.year', k.year)) p (dimension, second)) d (dimension, first, second)
WHERE NOT c.external
GROUP BY d.dimension, d.first, d.second
HAVING sum(c.sign) <> 0 OR sum(c.sign * c.represents) <> 0
ORDER BY d.dimension, d.first, d.second
ON CONFLICT (dimension, first, second, shard) DO UPDATE SET
  innovations = t.innovations + excluded.innovations, represented = t.represented + excluded.represented;
  ELSE
INSERT INTO innovation_tally AS t (dimension, first, second, shard, innovations, represented)
SELECT d.dimension, d.first, d.second, free, sum(c.sign), sum(c.sign * c.represents)
FROM (SELECT v.* FROM old_cards o JOIN new_cards n USING (innovation_id)
  CROSS JOIN LATERAL (VALUES (-1, o.external, o.agency_id, o.kind, o.form, o.stage, o.facets, o.represents), (1, n.external, n.agency_id, n.kind, n.form, n.stage, n.facets, n.represents)) v (sign, external, agency_id,
    kind, form, stage, facets, represents)
  WHERE (o.external, o.agency_id, o.kind, o.form, o.stage, o.facets, o.represents) IS DISTINCT FROM (n.external, n.agency_id, n.kind, n.form, n.stage, n.facets, n.represents)) c
  CROSS JOIN LATERAL (SELECT coalesce(c.agency_id::text, '') COLLATE "C" AS agency, coalesce(
    (SELECT substr(f, 6) FROM unnest(c.facets) f WHERE f LIKE 'year:%' LIMIT 1), '') COLLATE "C" AS year) k
  CROSS JOIN LATERAL (
    VALUES ('', '', ''), ('agency', k.agency, ''), ('form', c.form, ''), ('kind', c.kind, ''), ('stage', c.stage, ''),
      ('year', k.year, ''), ('agency.form', k.agency, c.form), ('agency.kind', k.agency, c.kind),
      ('agency.stage', k.agency, c.stage), ('agency.year', k.agency, k.year), ('form.kind', c.form, c.kind),
      ('form.stage', c.form, c.stage), ('form.year', c.form, k.year), ('kind.stage', c.kind, c.stage),
      ('kind.year', c.kind, k.year), ('stage.year', c.stage, k.year)
    UNION ALL
    SELECT p.dimension, w.word, p.second
    FROM (
      SELECT f AS word FROM unnest(c.facets) f WHERE f LIKE 'term:%' OR f LIKE 'area:%'
      UNION ALL
      SELECT DISTINCT 'area@' || (length(f) - 5) FROM unnest(c.facets) f WHERE f LIKE 'area:%') w
    CROSS JOIN (VALUES ('word', ''), ('word.agency', k.agency), ('word.kind', c.kind), ('word.stage', c.stage),
      ('word.year', k.year)) p (dimension, second)) d (dimension, first, second)
WHERE NOT c.external
GROUP BY d.dimension, d.first, d.second
HAVING sum(c.sign) <> 0 OR sum(c.sign * c.represents) <> 0
ORDER BY d.dimension, d.first, d.second
ON CONFLICT (dimension, first, second, shard) DO UPDATE SET
  innovations = t.innovations + excluded.innovations, represented = t.represented + excluded.represented;
  END IF;
  RETURN NULL;
END $$"""
_TRIGGERS = (
    """
CREATE TRIGGER innovation_tally_came AFTER INSERT ON innovation_card
REFERENCING NEW TABLE AS new_cards FOR EACH STATEMENT EXECUTE FUNCTION tally_innovations()""",
    """
CREATE TRIGGER innovation_tally_changed AFTER UPDATE ON innovation_card
REFERENCING OLD TABLE AS old_cards NEW TABLE AS new_cards FOR EACH STATEMENT EXECUTE FUNCTION tally_innovations()""",
    """
CREATE TRIGGER innovation_tally_went AFTER DELETE ON innovation_card
REFERENCING OLD TABLE AS old_cards FOR EACH STATEMENT EXECUTE FUNCTION tally_innovations()""",
)
_COUNT = """
INSERT INTO innovation_tally AS t (dimension, first, second, shard, innovations, represented)
SELECT d.dimension, d.first, d.second, 0, sum(c.sign), sum(c.sign * c.represents)
FROM (SELECT 1 AS sign, n.* FROM innovation_card n) c
  CROSS JOIN LATERAL (SELECT coalesce(c.agency_id::text, '') COLLATE "C" AS agency, coalesce(
    (SELECT substr(f, 6) FROM unnest(c.facets) f WHERE f LIKE 'year:%' LIMIT 1), '') COLLATE "C" AS year) k
  CROSS JOIN LATERAL (
    VALUES ('', '', ''), ('agency', k.agency, ''), ('form', c.form, ''), ('kind', c.kind, ''), ('stage', c.stage, ''),
      ('year', k.year, ''), ('agency.form', k.agency, c.form), ('agency.kind', k.agency, c.kind),
      ('agency.stage', k.agency, c.stage), ('agency.year', k.agency, k.year), ('form.kind', c.form, c.kind),
      ('form.stage', c.form, c.stage), ('form.year', c.form, k.year), ('kind.stage', c.kind, c.stage),
      ('kind.year', c.kind, k.year), ('stage.year', c.stage, k.year)
    UNION ALL
    SELECT p.dimension, w.word, p.second
    FROM (
      SELECT f AS word FROM unnest(c.facets) f WHERE f LIKE 'term:%' OR f LIKE 'area:%'
      UNION ALL
      SELECT DISTINCT 'area@' || (length(f) - 5) FROM unnest(c.facets) f WHERE f LIKE 'area:%') w
    CROSS JOIN (VALUES ('word', ''), ('word.agency', k.agency), ('word.kind', c.kind), ('word.stage', c.stage),
      ('word.year', k.year)) p (dimension, second)) d (dimension, first, second)
WHERE NOT c.external
GROUP BY d.dimension, d.first, d.second
HAVING sum(c.sign) <> 0 OR sum(c.sign * c.represents) <> 0
ORDER BY d.dimension, d.first, d.second
ON CONFLICT (dimension, first, second, shard) DO UPDATE SET
  innovations = t.innovations + excluded.innovations, represented = t.represented + excluded.represented"""


def upgrade() -> None:
    op.create_table(
        "innovation_tally",
        sa.Column("dimension", sa.Text(collation="C"), nullable=False),
        sa.Column("first", sa.Text(collation="C"), nullable=False),
        sa.Column("second", sa.Text(collation="C"), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("innovations", sa.BigInteger(), nullable=False),
        sa.Column("represented", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "first", "second", "shard", name=op.f("pk_innovation_tally")),
    )
    op.execute(_REPRESENTED)
    op.execute(_FUNCTION)
    # nobody writes cards from here on until they are counted; everybody reads them
    for trigger in _TRIGGERS:
        op.execute(trigger)
    op.execute(_COUNT)


def downgrade() -> None:
    for name in ("came", "changed", "went"):
        op.execute(f"DROP TRIGGER innovation_tally_{name} ON innovation_card")
    op.execute("DROP FUNCTION tally_innovations()")
    op.drop_table("innovation_tally")
