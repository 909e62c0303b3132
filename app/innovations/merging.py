"""The SQL that makes one record of two: what hangs on the one goes over to the other, and nothing is lost.

`:one` is the record that goes, `:into` the one that stays, `:alias` the id of the row that keeps the name of the first.
What the two already have in common is not doubled: the row of the one stays with it, where the history still finds it.
"""

from sqlalchemy import TextClause, Uuid, bindparam, text

from app.models.replication import ENDED

_BOUND = ("one", "into", "alias")


def _moving(sql: str) -> TextClause:
    return text(sql).bindparams(*(bindparam(name, type_=Uuid) for name in _BOUND if f":{name}" in sql))


# a relation between the two says nothing once they are one
_PAIR = "(innovation_id, related_id) IN ((:one, :into), (:into, :one))"

# of a replication in which nothing goes on any more
_ENDED = f"q.status IN ({', '.join(repr(status.value) for status in ENDED)})"

STEPS = tuple(
    _moving(sql)
    for sql in (
        f"DELETE FROM innovation_relation WHERE {_PAIR}",  # noqa: S608 - a constant of this file
        """UPDATE innovation_relation r SET innovation_id = :into WHERE r.innovation_id = :one AND NOT EXISTS (
          SELECT FROM innovation_relation o
          WHERE o.innovation_id = :into AND o.related_id = r.related_id AND o.kind = r.kind)""",
        """UPDATE innovation_relation r SET related_id = :into WHERE r.related_id = :one AND NOT EXISTS (
          SELECT FROM innovation_relation o
          WHERE o.related_id = :into AND o.innovation_id = r.innovation_id AND o.kind = r.kind)""",
        """UPDATE innovation_person p SET innovation_id = :into,
          position = p.position + coalesce((SELECT max(position) FROM innovation_person WHERE innovation_id = :into), 0)
        WHERE p.innovation_id = :one AND NOT EXISTS (
          SELECT FROM innovation_person o
          WHERE o.innovation_id = :into AND o.person_id = p.person_id AND o.role = p.role)""",
        """UPDATE innovation_alias a SET innovation_id = :into,
          position = a.position + coalesce((SELECT max(position) FROM innovation_alias WHERE innovation_id = :into), 0)
        WHERE a.innovation_id = :one AND NOT EXISTS (
          SELECT FROM innovation_alias o WHERE o.innovation_id = :into AND o.name = a.name)
          AND a.name <> (SELECT name FROM innovation WHERE id = :into)""",
        """INSERT INTO innovation_alias (id, innovation_id, position, name, name_key, kind)
        SELECT :alias, :into, 1 + coalesce((SELECT max(position) FROM innovation_alias WHERE innovation_id = :into), 0),
          i.name, i.name_key, 'alias'
        FROM innovation i WHERE i.id = :one AND i.name <> (SELECT name FROM innovation WHERE id = :into)
        ON CONFLICT (innovation_id, name) DO NOTHING""",
        "UPDATE citation SET subject_id = :into WHERE subject_kind = 'innovation' AND subject_id = :one",
        """UPDATE ambiguity a SET subject_id = :into, position = a.position + 1 + coalesce(
          (SELECT max(position) FROM ambiguity WHERE subject_kind = 'innovation' AND subject_id = :into), 0)
        WHERE subject_kind = 'innovation' AND subject_id = :one""",
        "UPDATE evidence SET innovation_id = :into WHERE innovation_id = :one",
        """UPDATE award a SET innovation_id = :into WHERE a.innovation_id = :one AND NOT EXISTS (
          SELECT FROM award o WHERE o.innovation_id = :into AND o.code = a.code AND o.year = a.year)""",
        """UPDATE dossier_section s SET innovation_id = :into WHERE s.innovation_id = :one AND NOT EXISTS (
          SELECT FROM dossier_section o
          WHERE o.innovation_id = :into AND o.instrument_id = s.instrument_id AND o.section = s.section)""",
        # those of one instrument are a row of claims, of which the last counts: two such rows are not mixed
        """UPDATE self_assessment s SET innovation_id = :into WHERE s.innovation_id = :one AND NOT EXISTS (
          SELECT FROM self_assessment o WHERE o.innovation_id = :into AND o.instrument_id = s.instrument_id)""",
        # An agency has one open replication of an innovation: where it has one of each, that of the one that goes stays
        # with it. Nothing is the replica of itself.
        f"""UPDATE replication_request q SET origin_id = :into
        WHERE q.origin_id = :one AND q.replica_id IS DISTINCT FROM :into AND ({_ENDED} OR NOT EXISTS (
          SELECT FROM replication_request o
          WHERE o.origin_id = :into AND o.agency_id = q.agency_id AND NOT {_ENDED.replace("q.", "o.")}))""",  # noqa: S608 - constants of this file
        """UPDATE replication_request q SET replica_id = :into
        WHERE q.replica_id = :one AND q.origin_id <> :into AND NOT EXISTS (
          SELECT FROM replication_request o WHERE o.replica_id = :into)""",
        "UPDATE mandate SET innovation_id = :into WHERE innovation_id = :one",
        "UPDATE mandate_decision SET equivalent_id = :into WHERE equivalent_id = :one",
        """UPDATE need_answer a SET innovation_id = :into WHERE a.innovation_id = :one AND NOT EXISTS (
          SELECT FROM need_answer o WHERE o.innovation_id = :into AND o.need_id = a.need_id
            AND o.withdrawn_at IS NULL AND a.withdrawn_at IS NULL)""",
        # an innovation came out of one plan: where each has one, that of the one that goes stays with it
        """UPDATE action_plan SET innovation_id = :into WHERE innovation_id = :one AND NOT EXISTS (
          SELECT FROM action_plan o WHERE o.innovation_id = :into)""",
        """UPDATE shortlist_entry e SET innovation_id = :into WHERE e.innovation_id = :one AND NOT EXISTS (
          SELECT FROM shortlist_entry o WHERE o.innovation_id = :into AND o.shortlist_id = e.shortlist_id)""",
        "UPDATE benchmark_visit SET adopted_by_id = :into WHERE adopted_by_id = :one",
        """UPDATE sign_of_life s SET innovation_id = :into WHERE s.innovation_id = :one AND NOT EXISTS (
          SELECT FROM sign_of_life o WHERE o.innovation_id = :into AND o.observed_on = s.observed_on
            AND o.kind = s.kind AND o.withdrawn_at IS NULL AND s.withdrawn_at IS NULL
            AND (o.figure, o.unit, o.evidence_id, o.reference)
              IS NOT DISTINCT FROM (s.figure, s.unit, s.evidence_id, s.reference))""",
        "UPDATE former_slug SET innovation_id = :into WHERE innovation_id = :one",
        # the one that stays is no part of itself
        """UPDATE innovation SET platform_id = CASE WHEN id = :into THEN NULL ELSE :into END,
          platform_relation = CASE WHEN id = :into AND platform_name IS NULL THEN 'tidak_diketahui'
            ELSE platform_relation END
        WHERE platform_id = :one""",
        "UPDATE innovation SET merged_into_id = :into WHERE merged_into_id = :one",
    )
)
