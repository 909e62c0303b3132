"""Refuse relations by which an innovation would descend from itself.

Revises: check_relations
"""

from alembic import op

revision = "refuse_cycles_of_descent"
down_revision = "check_relations"
branch_labels = None
depends_on = None

_FUNCTION = """
CREATE FUNCTION refuse_cycle_of_descent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('inovasi.descent'));
  IF EXISTS (
    WITH RECURSIVE ancestor (id) AS (
      SELECT NEW.related_id
      UNION
      SELECT r.related_id FROM ancestor a JOIN innovation_relation r ON r.innovation_id = a.id AND r.kind IN ('adapts', 'copies', 'succeeds'))
    SELECT FROM ancestor WHERE id = NEW.innovation_id)
  THEN
    RAISE EXCEPTION 'an innovation cannot descend from itself'
      USING ERRCODE = 'check_violation', TABLE = 'innovation_relation', CONSTRAINT = 'innovation_relation_acyclic';
  END IF;
  RETURN NULL;
END $$"""
_TRIGGER = """
CREATE TRIGGER innovation_relation_acyclic AFTER INSERT OR UPDATE OF innovation_id, related_id, kind
ON innovation_relation FOR EACH ROW WHEN (NEW.kind IN ('adapts', 'copies', 'succeeds')) EXECUTE FUNCTION refuse_cycle_of_descent()"""


def upgrade() -> None:
    op.execute(_FUNCTION)
    op.execute(_TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER innovation_relation_acyclic ON innovation_relation")
    op.execute("DROP FUNCTION refuse_cycle_of_descent()")
