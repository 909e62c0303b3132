"""What keeps the lineage of innovations without cycles: nothing descends from itself."""

from sqlalchemy import DDL, event

from app.models.innovation import InnovationRelation

# The kinds of relation that make one innovation the descendant of another.
DESCENT = ("adapts", "copies", "succeeds")
_KINDS = ", ".join(f"'{kind}'" for kind in DESCENT)

# Two transactions at once could each add half of a cycle, so whoever adds an edge of descent waits for the others. What
# they committed is seen then, because each statement of the function looks anew.
ACYCLIC = f"""
CREATE FUNCTION refuse_cycle_of_descent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('inovasi.descent'));
  IF EXISTS (
    WITH RECURSIVE ancestor (id) AS (
      SELECT NEW.related_id
      UNION
      SELECT r.related_id FROM ancestor a JOIN innovation_relation r ON r.innovation_id = a.id AND r.kind IN ({_KINDS}))
    SELECT FROM ancestor WHERE id = NEW.innovation_id)
  THEN
    RAISE EXCEPTION 'an innovation cannot descend from itself'
      USING ERRCODE = 'check_violation', TABLE = 'innovation_relation', CONSTRAINT = 'innovation_relation_acyclic';
  END IF;
  RETURN NULL;
END $$"""  # noqa: S608 - constants of this file
GUARD = f"""
CREATE TRIGGER innovation_relation_acyclic AFTER INSERT OR UPDATE OF innovation_id, related_id, kind
ON innovation_relation FOR EACH ROW WHEN (NEW.kind IN ({_KINDS})) EXECUTE FUNCTION refuse_cycle_of_descent()"""

for _statement in (ACYCLIC, GUARD):
    event.listen(InnovationRelation.__table__, "after_create", DDL(_statement.replace("%", "%%")))  # type: ignore[no-untyped-call] # SQLAlchemy's
