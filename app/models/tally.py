"""How many published innovations there are of each sort: derived, kept in the transaction that writes their cards."""

from sqlalchemy import DDL, BigInteger, SmallInteger, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.tables import Base, Code


class InnovationTally(Base):
    """Derived: how many cards of the city have a value, or two values together.

    `dimension` says of what: nothing for all of them, one of `agency`, `form`, `kind`, `stage`, `year`, two of these
    with a dot between them in this order, `word`, or `word` with one of `agency`, `kind`, `stage`, `year`. `first` and
    `second` are the values, empty where a card has none. A word is a facet of the card: `term:<scheme>` and
    `term:<scheme>/<term>` of each classification, `area:<code>` of each area, and `area@5`, `area@8`, `area@13` where
    it has an area with a code of so many characters: a card may have many.

    The counts of a sort are the sum of its shards, of which one may be below zero: whoever writes takes the first shard
    that nobody else is writing to, so nobody waits, nor waits crosswise.
    """

    __tablename__ = "innovation_tally"

    dimension: Mapped[str] = mapped_column(Code, primary_key=True)
    first: Mapped[str] = mapped_column(Code, primary_key=True)
    second: Mapped[str] = mapped_column(Code, primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    innovations: Mapped[int] = mapped_column(BigInteger)
    represented: Mapped[int] = mapped_column(BigInteger)


# adds the cards of `{cards}`, each with the sign that says whether it came or went, to a shard
_ADD = """INSERT INTO innovation_tally AS t (dimension, first, second, shard, innovations, represented)
SELECT d.dimension, d.first, d.second, {shard}, sum(c.sign), sum(c.sign * c.represents)
FROM ({cards}) c
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
_KEYS = "{of}.external, {of}.agency_id, {of}.kind, {of}.form, {of}.stage, {of}.facets, {of}.represents"
_CAME = "SELECT 1 AS sign, n.* FROM new_cards n"
_WENT = "SELECT -1 AS sign, o.* FROM old_cards o"
_CHANGED = f"""SELECT v.* FROM old_cards o JOIN new_cards n USING (innovation_id)
  CROSS JOIN LATERAL (VALUES (-1, {_KEYS.format(of="o")}), (1, {_KEYS.format(of="n")})) v (sign, external, agency_id,
    kind, form, stage, facets, represents)
  WHERE ({_KEYS.format(of="o")}) IS DISTINCT FROM ({_KEYS.format(of="n")})"""  # noqa: S608 - constants of this file

# the same of every card at once, into the first shard
COUNT_ANEW = _ADD.format(shard="0", cards="SELECT 1 AS sign, n.* FROM innovation_card n")

TALLY = f"""
CREATE FUNCTION tally_innovations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free smallint := 0;
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM FROM new_cards LIMIT 1;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM FROM old_cards LIMIT 1;
  ELSE
    PERFORM FROM ({_CHANGED}) c LIMIT 1;
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
{_ADD.format(shard="free", cards=_CAME)};
  ELSIF TG_OP = 'DELETE' THEN
{_ADD.format(shard="free", cards=_WENT)};
  ELSE
{_ADD.format(shard="free", cards=_CHANGED)};
  END IF;
  RETURN NULL;
END $$"""
_TRIGGER = """
CREATE TRIGGER innovation_tally_{name} AFTER {event} ON innovation_card
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION tally_innovations()"""
WATCHES = (
    _TRIGGER.format(name="came", event="INSERT", tables="NEW TABLE AS new_cards"),
    _TRIGGER.format(name="changed", event="UPDATE", tables="OLD TABLE AS old_cards NEW TABLE AS new_cards"),
    _TRIGGER.format(name="went", event="DELETE", tables="OLD TABLE AS old_cards"),
)

# both tables are there by then
for _statement in (TALLY, *WATCHES):
    _made = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call] # SQLAlchemy's
    event.listen(Base.metadata, "after_create", _made)
